import { describe, expect, it } from 'vitest'
import { metricOf } from '../../../electron/engine/formats/lib/metrics-names.ts'
import { rolesOf } from '../../../electron/engine/formats/lib/metrics-roles.ts'

function rolesOfNames(...names: string[]): ReturnType<typeof rolesOf> {
  return rolesOf(names.map((name) => metricOf(name)))
}

describe('a name', () => {
  it.each([
    ['process_maps', 'map-count', 1],
    ['map_count', 'map-count', 1],
    ['mapCount', 'map-count', 1],
    ['Maps', 'map-count', 1],
    ['Number of memory mappings', 'map-count', 1],
    ['kafka_process_map_count', 'map-count', 1],
    ['proc_maps_count', 'map-count', 1],
    ['num_memory_maps', 'map-count', 1],
    ['kafka-1.prod:9404 maps', 'map-count', 1],
    ['process_maps{instance="a:1", team="x"}', 'map-count', 1],
    ['{__name__="process_maps", instance="a:1"}', 'map-count', 1],
    ['process_resident_memory_bytes', 'rss', 1],
    ['RSS (MiB)', 'rss', 2 ** 20],
    ['RSS [B]', 'rss', 1],
    ['VmRSS kB', 'rss', 1024],
    ['procstat_memory_rss{host="a"}', 'rss', 1],
    ['namedprocess_namegroup_memory_bytes{groupname="java", memtype="resident"}', 'rss', 1],
    ['namedprocess_namegroup_memory_bytes{groupname="java", memtype="virtual"}', 'virtual-size', 1],
    ['process_virtual_memory_bytes', 'virtual-size', 1],
    ['vsz_kb', 'virtual-size', 1024],
    ['VmSize (MiB)', 'virtual-size', 2 ** 20],
    ['jvm_memory_used_bytes{area="heap"}', 'heap-used', 1],
    ['jvm_memory_bytes_used{area="heap", instance="a:1"}', 'heap-used', 1],
    ['java_lang_Memory_HeapMemoryUsage_used', 'heap-used', 1],
    ['heapUsedMB', 'heap-used', 2 ** 20],
    ['heap_used_mb', 'heap-used', 2 ** 20],
    ['jvm_threads_current', 'threads', 1],
    ['jvm_threads_live_threads', 'threads', 1],
    ['process_threads', 'threads', 1],
    ['Thread count', 'threads', 1],
    ['namedprocess_namegroup_num_threads{groupname="java"}', 'threads', 1],
    ['process_maps_count{instance="kafka-1:9404"}', 'map-count', 1],
    ['process_virtual_memory_bytes{instance="kafka-1:9404", job="kafka"}', 'virtual-size', 1],
    ['jvm_gc_collection_seconds_count{gc="G1 Old Generation"}', 'gc-count', 1],
    ['jvm_gc_collection_seconds_sum{gc="G1 Old Generation"}', 'gc-pause', 1],
    ['jvm_gc_pause_seconds_count{action="end of major GC", cause="System.gc()"}', 'gc-count', 1],
    ['java_lang_GarbageCollector_CollectionTime{name="G1 Young Generation"}', 'gc-pause', 1e-3],
    ['gc_count', 'gc-count', 1],
    ['GC count', 'gc-count', 1],
    ['young_gc_count', 'gc-count', 1],
    ['Full GCs', 'gc-count', 1],
    ['gc_pause_ms', 'gc-pause', 1e-3],
    ['GC time (s)', 'gc-pause', 1],
    ['gcPauseMillis', 'gc-pause', 1e-3],
  ])('%s is %s', (name, series, factor) => {
    expect(rolesOfNames(name)).toMatchObject([{ series, factor }])
  })

  it.each([
    ['rss', 'none'],
    ['heap used', 'none'],
    ['Heap used (%)', 'none'],
    ['heap_used_percent', 'none'],
    ['heap_used_bytes_max', 'bytes'],
    ['vm.max_map_count', 'count'],
    ['process_max_maps', 'none'],
    ['map_count_limit', 'none'],
    ['maps per second', 'none'],
    ['rate(process_maps[5m])', 'none'],
    ['sum by (job) (process_map_count)', 'count'],
    ['process_map_count / 65530', 'none'],
    ['process_map_count / vm_max_map_count', 'none'],
    ['bpf_map_count', 'count'],
    ['sitemaps', 'none'],
    ['index mappings', 'none'],
    ['process_maps{perms="rw-s"}', 'none'],
    ['nonheap_used_bytes', 'bytes'],
    ['jvm_memory_used_bytes{area="nonheap"}', 'bytes'],
    ['jvm_memory_used_bytes{area="heap", id="G1 Eden Space"}', 'bytes'],
    ['jvm_memory_used_bytes', 'bytes'],
    ['Heap used MiB (G1 Old Gen)', 'bytes'],
    ['namedprocess_namegroup_memory_bytes{memtype="swapped"}', 'bytes'],
    ['namedprocess_namegroup_thread_count{threadname="main"}', 'count'],
    ['container_memory_rss', 'none'],
    ['node_processes_threads', 'none'],
    ['jetty_threads_current', 'none'],
    ['jvm_threads_peak', 'none'],
    ['jvm_threads_state{state="RUNNABLE"}', 'none'],
    ['process_threads{state="sleeping"}', 'none'],
    ['jvm_buffer_pool_used_buffers{pool="mapped"}', 'none'],
    ['rate(jvm_gc_collection_seconds_sum[5m])', 'none'],
    ['jvm_gc_pause_seconds_max', 'none'],
    ['gc_time', 'none'],
    ['gc_overhead_percent', 'none'],
    ['jvm_gc_memory_allocated_bytes_total', 'bytes'],
    ['log_collections_count', 'count'],
    ['process_max_fds', 'none'],
    ['process_open_fds', 'none'],
    ['process_virtual_memory_max_bytes', 'bytes'],
    ['node_vmstat_nr_mapped', 'none'],
    ['node_memory_MemFree_bytes', 'bytes'],
    ['jvm_memory_bytes_max{area="heap"}', 'bytes'],
    ['jvm_memory_committed_bytes{area="heap"}', 'bytes'],
    ['process_cpu_seconds_total', 'none'],
    ['network MiB/s', 'none'],
  ])('%s stays a column', (name, unit) => {
    expect(rolesOfNames(name)).toMatchObject([{ series: `column:${name}`, unit }])
  })
})

describe('several names', () => {
  it('keep the role for every target, which the title names', () => {
    const roles = rolesOfNames('process_maps{instance="a:1"}', 'process_maps{instance="b:1"}')
    expect(roles.map(({ series }) => series)).toEqual(['map-count', 'map-count'])
    expect(roles[1]?.title).toBe('Memory mappings {instance="b:1"}')
  })

  it('that measure the same do not have it twice', () => {
    expect(rolesOfNames('rss_kb', 'rss_mb').map(({ series }) => series)).toEqual(['rss', 'column:rss_mb'])
  })

  it('that are parts of one target have it not at all', () => {
    const names = ['process_maps{instance="a:1", what="file"}', 'process_maps{instance="a:1", what="anonymous"}']
    expect(rolesOfNames(...names).map(({ series }) => series)).toEqual(names.map((name) => `column:${name}`))
  })
})
