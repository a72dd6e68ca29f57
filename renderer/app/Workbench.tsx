import { useMemo } from 'react'
import type { PanelDescriptor } from '../panels/panel.ts'
import { toggleMaximized, useWorkbench } from '../state/workbench.ts'
import { MaximizeContext } from '../ui/Pane.tsx'
import { Split, SplitPane } from '../ui/Split.tsx'
import { Dock } from './Dock.tsx'
import { hostedPanels, PanelHost, type HostedPanel } from './PanelHost.tsx'

const of = (area: PanelDescriptor['area']): HostedPanel[] => hostedPanels.filter((panel) => panel.area === area)
const side = of('side')
const top = of('top')
const center = of('center')
const right = of('right')
/** First width of the side bar, CSS pixels: narrower where the window is. */
const sideBarWidth = (): number => Math.min(276, Math.round(window.innerWidth * 0.21))
/** First sizes of the right column's panes, of its height. */
const rightSizes = ['36%', '30%', '34%']

/** The opened case: side bar, verdict on top, source beside charts. One pane may fill it all. */
export function Workbench() {
  const sideBar = useWorkbench((state) => state.sideBar)
  const maximized = useWorkbench((state) => state.maximized)
  const context = useMemo(() => ({ title: maximized, toggle: toggleMaximized }), [maximized])
  const filling = hostedPanels.find(({ title }) => title === maximized)
  const main = <div className="main">{filling === undefined ? <MainArea /> : <PanelHost panel={filling} />}</div>
  return (
    <MaximizeContext value={context}>
      {sideBar ? (
        <Split id="mortem-side" orientation="horizontal">
          <SplitPane
            id="side"
            label="the side bar"
            defaultSize={`${sideBarWidth()}px`}
            minSize="180px"
            maxSize="45%"
            groupResizeBehavior="preserve-pixel-size"
          >
            {side.map((panel) => (
              <PanelHost key={panel.id} panel={panel} />
            ))}
          </SplitPane>
          <SplitPane id="main" label="the side bar" minSize="420px">
            {main}
          </SplitPane>
        </Split>
      ) : (
        main
      )}
    </MaximizeContext>
  )
}

/** The dock shares the height with all else, so that opening it keeps the proportions above and the panes themselves. */
function MainArea() {
  const dock = useWorkbench((state) => state.dock)
  return (
    <Split id="mortem-dock" orientation="vertical">
      <SplitPane id="work" label="the panel" minSize="240px">
        <WorkArea />
      </SplitPane>
      {dock ? (
        <SplitPane id="dock" label="the panel" defaultSize="35%" minSize="104px">
          <Dock />
        </SplitPane>
      ) : null}
    </Split>
  )
}

function WorkArea() {
  return (
    <Split id="mortem-main" orientation="vertical">
      <SplitPane id="top" label="the verdict" defaultSize="36%" minSize="72px">
        {top.map((panel) => (
          <PanelHost key={panel.id} panel={panel} />
        ))}
      </SplitPane>
      <SplitPane id="bottom" label="the verdict" minSize="160px">
        <Split id="mortem-bottom" orientation="horizontal">
          <SplitPane id="center" label="the source" defaultSize="53%" minSize="240px">
            {center.map((panel) => (
              <PanelHost key={panel.id} panel={panel} />
            ))}
          </SplitPane>
          <SplitPane id="right" label="the charts" minSize="240px">
            <Split id="mortem-right" orientation="vertical">
              {right.map((panel, index) => (
                <SplitPane
                  key={panel.id}
                  id={panel.id}
                  label={panel.title}
                  defaultSize={rightSizes[index] ?? '33%'}
                  minSize="28px"
                >
                  <PanelHost panel={panel} />
                </SplitPane>
              ))}
            </Split>
          </SplitPane>
        </Split>
      </SplitPane>
    </Split>
  )
}
