import { expect, test } from 'vitest'
import { ownerOfPath } from '../../../../electron/engine/facts/owners/path-rules.ts'

test.each([
  ['/data/orders-7/00000000000000000000.index', 'index-file'],
  ['/data/orders-7/00000000000000000000.timeindex', 'index-file'],
  ['/data/orders-7/00000000000000000000.index (deleted)', 'index-file'],
  ['/data/orders-7/00000000000000000000.timeindex.deleted (deleted)', 'index-file'],
  ['/tmp/remote-log-index-cache/00000000000000000042_kHkS9SXnR8.index', 'index-file'],
  ['/data/orders-7/00000000000000000000.log', 'data-file'],
  ['/es/nodes/0/indices/a/0/index/_6sy.cfs', 'index-file'],
  ['/es/nodes/0/indices/a/0/index/_6sy_Lucene90_0.dvd (deleted)', 'data-file'],
  ['/es/nodes/0/indices/a/0/index/_1.fdt', 'data-file'],
  ['/cassandra/data/shop/orders-1b2c/nb-12-big-Index.db', 'index-file'],
  ['/cassandra/data/shop/orders-1b2c/nb-12-big-Data.db', 'data-file'],
  ['/rocketmq/store/consumequeue/orders/3/00000000000006000000', 'index-file'],
  ['/rocketmq/store/commitlog/00000000001073741824', 'data-file'],
  ['/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30', 'shared-library'],
  ['/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', 'shared-library'],
  ['/usr/lib/jvm/java-17/bin/java', 'shared-library'],
  ['/usr/lib/jvm/java-17/lib/modules', 'jar'],
  ['/opt/kafka/libs/kafka_2.13-3.6.0.jar', 'jar'],
  ['/usr/lib/jvm/java-17/lib/server/classes.jsa', 'cds-archive'],
  ['/memfd:java_heap (deleted)', 'java-heap'],
  ['/memfd:other (deleted)', 'shared-memory'],
  ['/dev/shm/psm_1234', 'shared-memory'],
  ['/SYSV00000000 (deleted)', 'shared-memory'],
  ['/dev/zero (deleted)', 'shared-memory'],
  ['[vdso]', 'kernel-special'],
  ['[heap]', 'kernel-special'],
  ['[vsyscall]', 'kernel-special'],
  ['[stack:4711]', 'thread-stack'],
  ['[anon:partition]', 'anonymous'],
  ['/tmp/hsperfdata_root/9615', 'other-file'],
  // offset_uuid, not filled up (org.apache.kafka.storage.internals.log.RemoteIndexCache)
  ['/data/remote-log-index-cache/4711_kHkS9SXnR8-xQ.timeindex', 'index-file'],
  ['/cassandra/data/shop/orders-1b2c/nb-12-big-CompressionInfo.db', 'data-file'],
  ['/druid/segment-cache/wiki/2024/0/00000.smoosh', 'data-file'],
  ['/dev/nvidiactl', 'other-file'],
  ['/anon_hugepage (deleted)', 'anonymous'],
  ['[anon: glibc: malloc arena]', 'malloc-arena'],
  ['[anon: glibc: pthread stack: 4711]', 'thread-stack'],
  ['/usr/lib/locale/C.utf8/LC_CTYPE', 'other-file'],
  ['/srv/a folder/with spaces.index', 'index-file'],
])('%s is %s', (path, owner) => {
  const found = ownerOfPath(path)
  expect(found.owner).toBe(owner)
  expect(found.why).not.toBe('')
})
