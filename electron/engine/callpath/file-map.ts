/**
 * FileChannel.map. map0 throws OutOfMemoryError("Map failed") for ENOMEM and for no other errno; FileChannelImpl then collects
 * garbage, waits 100 ms and tries once more. The first failure leaves no trace but the collection.
 */
import { jdk, jni, libc, type CallPathTable, type FrameSpec, type SystemCall } from './path-table.ts'

const mapCall: SystemCall = {
  name: 'mmap',
  libc: libc(
    'mmap64',
    'glibc sysdeps/unix/sysv/linux/mmap64.c: __mmap64',
    'mmap64(0, length, protection, MAP_SHARED, file, offset); MAP_PRIVATE for MapMode.PRIVATE',
    {
      aliases: ['mmap', '__mmap', '__mmap64'],
    },
  ),
  fixed: false,
  shared: true,
  accountable: false,
}

const IMPL = 'java.base sun/nio/ch/FileChannelImpl.java'
const MAP = jdk(
  'sun.nio.ch.FileChannelImpl.map',
  `${IMPL}: map`,
  'One mapping for every call: maps of different files never merge',
)
const MAP_INTERNAL = jdk('sun.nio.ch.FileChannelImpl.mapInternal', `${IMPL}: mapInternal`)
const MAP0 = jni(
  'sun.nio.ch.FileChannelImpl.map0',
  'java.base unix/native/libnio/ch/FileChannelImpl.c: Java_sun_nio_ch_FileChannelImpl_map0',
  '',
  {
    aliases: ['Java_sun_nio_ch_FileChannelImpl_map0'],
  },
)

function outcome(inner: string): FrameSpec[] {
  return [
    jni('JNU_ThrowOutOfMemoryError', inner, 'ENOMEM, and only ENOMEM, becomes OutOfMemoryError: Map failed', {
      returned: true,
      proof: 'map-failed',
    }),
    jdk(
      'java.lang.System.gc',
      `${IMPL}: map`,
      'Caught once: a full collection, so that unreachable buffers are unmapped (no effect with -XX:+DisableExplicitGC)',
      { returned: true },
    ),
    jdk('java.lang.Thread.sleep', `${IMPL}: map`, '100 ms, then the same call again', { returned: true }),
    jdk(
      'java.io.IOException',
      `${IMPL}: map`,
      'The second refusal: IOException Map failed, caused by OutOfMemoryError Map failed. The VM lives on',
      {
        returned: true,
        proof: 'map-failed',
      },
    ),
  ]
}

export const fileMap: CallPathTable = {
  id: 'file-map',
  title: 'Mapping of a file (FileChannel.map)',
  anchors: [
    'sun.nio.ch.FileChannelImpl.map0',
    'sun.nio.ch.UnixFileDispatcherImpl.map0',
    'sun.nio.ch.FileChannelImpl.mapInternal',
    'sun.nio.ch.FileChannelImpl.map',
  ],
  calls: [mapCall],
  rows: [
    {
      from: 0,
      to: 14,
      readIn: [8, 11],
      throwsFrom: MAP.symbol,
      down: [MAP, MAP0],
      outcome: outcome('java.base unix/native/libnio/ch/FileChannelImpl.c: handle'),
    },
    {
      from: 14,
      to: 20,
      readIn: [17],
      throwsFrom: MAP_INTERNAL.symbol,
      down: [MAP, MAP_INTERNAL, MAP0],
      outcome: outcome('java.base unix/native/libnio/ch/FileChannelImpl.c: map0'),
    },
    {
      from: 20,
      to: null,
      readIn: [21, 25],
      throwsFrom: MAP_INTERNAL.symbol,
      down: [
        MAP,
        MAP_INTERNAL,
        jdk(
          'sun.nio.ch.UnixFileDispatcherImpl.map',
          'java.base unix/classes/sun/nio/ch/UnixFileDispatcherImpl.java: map',
        ),
        jni(
          'sun.nio.ch.UnixFileDispatcherImpl.map0',
          'java.base unix/native/libnio/ch/UnixFileDispatcherImpl.c: Java_sun_nio_ch_UnixFileDispatcherImpl_map0',
          '',
          {
            aliases: ['Java_sun_nio_ch_UnixFileDispatcherImpl_map0'],
          },
        ),
      ],
      outcome: outcome('java.base unix/native/libnio/ch/UnixFileDispatcherImpl.c: map0'),
    },
  ],
}
