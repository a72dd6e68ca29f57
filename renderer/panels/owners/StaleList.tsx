import type { StaleFile, StaleMappings } from '../../../shared/model/neighbours.ts'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { formatCount, formatPercent, formatQuantity } from '../../../shared/display/counts.ts'
import { staleTitles } from '../../../shared/display/neighbours.ts'
import { useCitations } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ownerColour } from '../../ui/words.ts'

/** Mappings that nobody needs any more: by kind, with the files that have most of them. */
export function StaleList({ stale }: { stale: StaleMappings }) {
  const { count, bytes, share, kinds, complete, offsetsKnown } = stale
  const doubt = offsetsKnown ? '' : ' The listing prints no offsets, so it cannot show a file that is mapped twice.'
  if (count === 0)
    return (
      <Empty title="No stale mapping">
        No file of a store is mapped that was deleted, is about to be, or is mapped already.{doubt}
      </Empty>
    )
  return (
    <div className="stale">
      <p className="owners-lead">
        {formatQuantity(count, 'mapping')}, {formatPercent(share)} of all, {formatBytes(bytes)}
        {complete ? '' : ', or more: the listing is cut'}.{doubt}
      </p>
      {kinds.map(({ kind, why, count: mappings, files, top }) => (
        <section key={kind} aria-label={staleTitles[kind]}>
          <h3>
            {staleTitles[kind]}
            <span>
              {formatQuantity(mappings, 'mapping')} of {formatQuantity(files, 'file')}
            </span>
          </h3>
          <p className="owners-why">{why}.</p>
          <ul className="owners-files">
            {top.map((file) => (
              <File key={file.path} file={file} />
            ))}
          </ul>
          {files > top.length ? (
            <p className="owners-why">and {formatQuantity(files - top.length, 'more file', 'more files')}</p>
          ) : null}
        </section>
      ))}
    </div>
  )
}

function File({ file: { path, owner, count, bytes, citation } }: { file: StaleFile }) {
  const cite = useCitations()
  return (
    <li>
      <CitationLink target={cite(citation)} className="ellipsis">
        <i className="owner-square" style={{ background: ownerColour(owner) }} aria-hidden />
        {/* The end of a path tells files apart. */}
        <bdi>{path}</bdi>
      </CitationLink>
      <span className="number">{formatCount(count)}</span>
      <span className="number dim">{formatBytes(bytes)}</span>
    </li>
  )
}
