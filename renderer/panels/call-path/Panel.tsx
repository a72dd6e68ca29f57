import { Fragment } from 'react'
import type { CallPathStep, Gate, Victim } from '../../../shared/model/analysis.ts'
import { chooseCallPath, useCallPathView, type CallPathView } from '../../state/call-path-view.ts'
import { useCitations, useProcess } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Pane } from '../../ui/Pane.tsx'
import { useTip } from '../../ui/use-tip.tsx'
import { callPathViews, gateText, gateTone, lanes, layerTitles, viewTips, viewTitles } from './model.ts'
import './panel.css'

export function CallPathPanel() {
  const process = useProcess()
  const chosen = useCallPathView(({ view }) => view)
  const views = callPathViews(process)
  const view = views.includes(chosen) ? chosen : (views[0] ?? 'refusal')
  const path = (view === 'refusal' ? process?.callPath : process?.explicitGcPath) ?? []
  if (path.length === 0)
    return (
      <Pane title="Call path">
        <NoPath victim={process?.victim ?? null} />
      </Pane>
    )
  return (
    <Pane title="Call path" lead={legend} trail={views.length > 1 ? <ViewSwitch views={views} view={view} /> : null}>
      <div key={view} className="lanes">
        {lanes(path).map(({ layer, steps }) => (
          <div key={`${layer}-${steps[0]?.index}`} className="lane">
            <h3>{layerTitles[layer]}</h3>
            <ol className="steps">
              {steps.map(({ step, index }) => (
                <Fragment key={index}>
                  <li>
                    <Step step={step} />
                    {index === path.length - 1 && step.gate === null ? null : <Arrow />}
                  </li>
                  {step.gate === null ? null : (
                    <li ref={step.gate.holds === true ? showRefusal : null}>
                      <GatePill gate={step.gate} step={step} />
                      {index === path.length - 1 ? null : <Arrow />}
                    </li>
                  )}
                </Fragment>
              ))}
            </ol>
          </div>
        ))}
      </div>
    </Pane>
  )
}

/** What no call to the kernel ended in. */
const UNREFUSED: Partial<Record<Victim['operation'], string>> = {
  signal: 'a signal',
  'java-allocation': 'an allocation within the JVM',
}

/** What would show a way, or why there is none. */
function NoPath({ victim }: { victim: Victim | null }) {
  const cite = useCitations()
  const failed = victim === null ? undefined : UNREFUSED[victim.operation]
  if (victim === null || failed === undefined)
    return (
      <Empty title="No call path">
        A crash log with native frames, a stack trace in the output of the JVM, or a known refusal would show it.
      </Empty>
    )
  return (
    <Empty title="No call path">
      What failed is {failed}, no refused call: <CitationLink target={cite(victim.citation)} />
    </Empty>
  )
}

const legend = (
  <span title="solid: in the dump · dashed: from JDK and Linux sources">solid: in the dump · dashed: inferred</span>
)

function ViewSwitch({ views, view }: { views: readonly CallPathView[]; view: CallPathView }) {
  return (
    <span className="switch" role="group" aria-label="Which way is shown">
      {views.map((one) => (
        <button
          key={one}
          type="button"
          title={viewTips[one]}
          aria-pressed={view === one}
          onClick={() => chooseCallPath(one)}
        >
          {viewTitles[one]}
        </button>
      ))}
    </span>
  )
}

/** The check that refused is what the path is about; in a low pane it would be below the edge. Runs when the pill appears. */
function showRefusal(pill: HTMLLIElement | null): void {
  pill?.scrollIntoView({ block: 'nearest' })
}

const Arrow = () => (
  <span className="arrow" aria-hidden>
    →
  </span>
)

const observedWords = { observed: 'in the dump', inferred: 'inferred from the sources, not in the dump' }

function Step({ step }: { step: CallPathStep }) {
  const cite = useCitations()
  const target = step.citation === null ? null : cite(step.citation)
  const { anchor, tip } = useTip(
    <>
      <strong>{step.symbol}</strong>
      {step.note}
      <TipFoot parts={[step.source, target?.label ?? observedWords[step.origin]]} />
    </>,
  )
  return (
    <>
      <button
        type="button"
        className={`step ${step.origin}`}
        aria-current={target?.current ? 'true' : undefined}
        onClick={target?.open}
        {...anchor}
      >
        <span className="ellipsis">{step.symbol}</span>
        <span className="visually-hidden">, {observedWords[step.origin]}</span>
      </button>
      {tip}
    </>
  )
}

const gateWords = { failed: 'refused here', passed: 'passed', open: 'cannot be evaluated' }

function GatePill({ gate, step }: { gate: Gate; step: CallPathStep }) {
  const cite = useCitations()
  const target = gate.citation === null ? null : cite(gate.citation)
  const tone = gateTone(gate)
  const { anchor, tip } = useTip(
    <>
      <strong>{gate.condition}</strong>
      {gate.values === '' ? null : `${gate.values}: `}
      {gateWords[tone]}
      <TipFoot parts={[step.source, target?.label ?? '']} />
    </>,
  )
  return (
    <>
      <button
        type="button"
        className={`gate ${tone}`}
        aria-current={target?.current ? 'true' : undefined}
        onClick={target?.open}
        {...anchor}
      >
        {gateText(gate)}
        <span className="visually-hidden">, {gateWords[tone]}</span>
      </button>
      {tip}
    </>
  )
}

function TipFoot({ parts }: { parts: string[] }) {
  return <div className="tip-foot">{parts.filter((part) => part !== '').join(' · ')}</div>
}
