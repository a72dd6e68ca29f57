import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Growth, GrowthPoint } from '../../shared/model/analysis.ts'
import { formatCount } from '../../shared/display/counts.ts'
import { formatTimestamp } from '../../shared/display/timestamps.ts'
import { ownerColour, ownerTitles } from '../ui/words.ts'
import { growthGeometry, type GrowthGeometry, type Mark } from './growth-geometry.ts'
import { useSize } from './use-size.ts'
import './growth-chart.css'

interface GrowthChartProps {
  growth: Growth
  isCurrent: (point: GrowthPoint) => boolean
  onSelect: (point: GrowthPoint) => void
}

const origins: Record<GrowthPoint['origin'], string> = {
  'maps-snapshot': 'listing of the mappings',
  'crash-log': 'listing in the crash log',
  metrics: 'metrics export',
  reconstructed: 'reconstructed from segments rolled and deleted',
}

/** Map count over time. Measured points are reached by Tab, then the arrow keys; Enter shows where one stands. */
export function GrowthChart({ growth, isCurrent, onSelect }: GrowthChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const size = useSize(host)
  const geometry = useMemo(() => (size === null ? null : growthGeometry(growth, size)), [growth, size])
  return (
    <div ref={host} className="growth-chart">
      {geometry === null || size === null ? null : (
        <Drawing
          geometry={geometry}
          width={size.width}
          height={size.height}
          isCurrent={isCurrent}
          onSelect={onSelect}
        />
      )}
    </div>
  )
}

interface DrawingProps {
  geometry: GrowthGeometry
  width: number
  height: number
  isCurrent: (point: GrowthPoint) => boolean
  onSelect: (point: GrowthPoint) => void
}

function Drawing({ geometry, width, height, isCurrent, onSelect }: DrawingProps) {
  const { plot, marks, limit, crashX } = geometry
  const [active, setActive] = useState(0)
  const [shown, setShown] = useState<Mark | null>(null)
  const group = useRef<SVGGElement>(null)

  const focusMark = (position: number): void => {
    const next = Math.max(0, Math.min(marks.length - 1, position))
    setActive(next)
    group.current?.querySelectorAll<SVGElement>('.mark')[next]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowRight: active + 1,
      ArrowLeft: active - 1,
      Home: 0,
      End: marks.length - 1,
    }
    const mark = marks[active]
    if (event.key in steps) focusMark(steps[event.key] ?? 0)
    else if ((event.key === 'Enter' || event.key === ' ') && mark !== undefined) onSelect(mark.point)
    else return
    event.preventDefault()
  }

  return (
    <>
      <svg width={width} height={height} role="group" aria-label="Mappings over time">
        <Axes geometry={geometry} />
        <path className="unattributed" d={geometry.unattributed} />
        {geometry.bands.map(({ owner, path, label }) => (
          <g key={owner}>
            <path className="band" d={path} style={{ fill: ownerColour(owner) }}>
              <title>{`${ownerTitles[owner]}; between listings the share is interpolated`}</title>
            </path>
            {label === null ? null : (
              <text className="band-label" x={label.x} y={label.y} dy="0.35em" textAnchor="middle">
                {ownerTitles[owner]}
              </text>
            )}
          </g>
        ))}
        <path className="total" d={geometry.total} />
        {limit === null ? null : <Limit plot={plot} limit={limit} />}
        {crashX === null ? null : (
          <g className="crash">
            <line x1={crashX} x2={crashX} y1={plot.top - 8} y2={plot.bottom} />
            <text x={crashX + 5} y={(plot.top + plot.bottom) / 2} dy="0.35em">
              crash
            </text>
          </g>
        )}
        <g ref={group} role="group" aria-label="Measured points" onKeyDown={onKeyDown}>
          {marks.map((mark, position) => (
            <circle
              key={mark.index}
              className={`mark ${mark.point.origin}${isCurrent(mark.point) ? ' current' : ''}`}
              role="button"
              aria-label={`${formatCount(mark.point.vmas)} mappings at ${formatTimestamp(mark.point.at)}`}
              tabIndex={position === Math.min(active, marks.length - 1) ? 0 : -1}
              cx={mark.x}
              cy={mark.y}
              r={mark.point.owners === null && mark.point.origin !== 'crash-log' ? 2 : 3.4}
              onClick={() => {
                setActive(position)
                onSelect(mark.point)
              }}
              onPointerEnter={() => setShown(mark)}
              onPointerLeave={() => setShown(null)}
              onFocus={() => setShown(mark)}
              onBlur={() => setShown(null)}
            />
          ))}
        </g>
      </svg>
      {shown === null ? null : <PointTip mark={shown} width={width} />}
    </>
  )
}

function Axes({ geometry: { plot, xTicks, yTicks, day } }: { geometry: GrowthGeometry }) {
  return (
    <g className="axes" aria-hidden>
      {yTicks.map(({ at, label }) => (
        <g key={label}>
          <line x1={plot.left} x2={plot.right} y1={at} y2={at} />
          <text x={plot.left - 6} y={at} dy="0.35em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, label }) => (
        <text key={at} x={at} y={plot.bottom + 15} textAnchor="middle">
          {label}
        </text>
      ))}
      <title>{`${day}, UTC`}</title>
    </g>
  )
}

function Limit({ plot, limit }: { plot: GrowthGeometry['plot']; limit: { y: number | null; value: number } }) {
  const y = limit.y ?? plot.top
  return (
    <g className="limit" data-testid="growth-limit">
      {limit.y === null ? null : <line x1={plot.left} x2={plot.right} y1={y} y2={y} />}
      <text x={plot.right + 5} y={y} dy="0.35em">
        {limit.y === null ? `${formatCount(limit.value)}\u202f↑` : formatCount(limit.value)}
      </text>
      <title>{`Limit: ${formatCount(limit.value)} mappings`}</title>
    </g>
  )
}

function PointTip({ mark: { x, y, point }, width }: { mark: Mark; width: number }) {
  const flip = x > width / 2
  const owners = Object.entries(point.owners ?? {}).toSorted(([, a], [, b]) => b - a)
  return (
    <div
      className="tip point-tip"
      style={{ left: x, top: y, translate: flip ? 'calc(-100% - 10px) -50%' : '10px -50%' }}
    >
      <strong>{formatCount(point.vmas)} mappings</strong>
      {formatTimestamp(point.at)}
      {owners.slice(0, 3).map(([owner, count]) => (
        <div key={owner} className="point-owner">
          <i style={{ background: ownerColour(owner as keyof typeof ownerTitles) }} />
          {ownerTitles[owner as keyof typeof ownerTitles]}
          <b>{formatCount(count)}</b>
        </div>
      ))}
      <div className="tip-foot">{origins[point.origin]}</div>
    </div>
  )
}
