/**
 * `npm run bench:open [-- BUNDLE.tar.gz]`: what analysing a bundle costs, beside unpacking it and hashing its files, which any
 * tool has to do. Interleaved pairs in one run; medians. Goals: CPU at most 6 x the peer, peak RSS under 350 MB.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, quoted, timed } from './measure.ts'

const PAIRS = 7
const GOAL_RATIO = 6
const GOAL_RSS_MB = 350

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const bundle = path.resolve(process.argv[2] ?? path.join(root, '../shared/corpus/zoo/a2-guard12288-g1-j17.tar.gz'))
if (!existsSync(bundle)) {
  console.error(`no such bundle: ${bundle}`)
  process.exit(2)
}
const cli = path.join(root, 'dist/cli/index.cjs')
const preload = path.join(root, 'build/bench/peak-memory.mjs')
const work = mkdtempSync(path.join(tmpdir(), 'mortem-bench-'))
const ours: { cpu: number; wall: number; rss: number }[] = []
const peers: { cpu: number; wall: number }[] = []
const bare: number[] = []
try {
  for (let pair = 0; pair < PAIRS; pair++) {
    const own = timed(
      `${quoted(process.execPath)} --import ${quoted(preload)} ${quoted(cli)} analyze --json ${quoted(bundle)}`,
    )
    if (own.status > 1) throw new Error(`analyze ended with ${own.status}: ${own.stderr}`)
    ours.push({ cpu: own.cpu, wall: own.wall, rss: Number(/@rss (\d+)/.exec(own.stderr)?.[1] ?? NaN) / 1024 })
    const unpack = `rm -rf ${quoted(work)}/* && tar -xf ${quoted(bundle)} -C ${quoted(work)}`
    peers.push(timed(`${unpack} && find ${quoted(work)} -type f -exec sha256sum {} +`))
    bare.push(timed(`${quoted(process.execPath)} -e 0`).cpu)
  }
} finally {
  rmSync(work, { recursive: true })
}
const own = median(ours.map(({ cpu }) => cpu))
const peer = median(peers.map(({ cpu }) => cpu))
const ratio = median(ours.map(({ cpu }, pair) => cpu / (peers[pair]?.cpu ?? NaN)))
const rss = Math.max(...ours.map((run) => run.rss))
console.log(`bundle           ${path.basename(bundle)}`)
console.log(
  `analyze --json   ${own.toFixed(3)} s CPU, ${median(ours.map(({ wall }) => wall)).toFixed(3)} s wall, peak RSS ${rss.toFixed(0)} MB`,
)
console.log(`tar + sha256sum  ${peer.toFixed(3)} s CPU, ${median(peers.map(({ wall }) => wall)).toFixed(3)} s wall`)
console.log(`node -e 0        ${median(bare).toFixed(3)} s CPU`)
console.log(`ratio            ${ratio.toFixed(2)} (median of ${PAIRS} pairs; goal at most ${GOAL_RATIO})`)
console.log(`peak RSS         ${rss.toFixed(0)} MB (goal under ${GOAL_RSS_MB})`)
process.exitCode = ratio <= GOAL_RATIO && rss < GOAL_RSS_MB ? 0 : 1
