/** What to do about limits that the JVM keeps itself: heap, metaspace, direct buffers. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import { ARRAY_SIZE, javaErrorOf } from '../../facts/java-errors.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { disablesExplicitGc, explicitGcRemedy } from './explicit-gc.ts'

export function heapRemedies(facts: ProcessFacts): Remedy[] {
  if (ARRAY_SIZE.test(javaErrorOf(facts)?.reason ?? '')) return [smallerArrays]
  return [
    {
      title: 'See what fills the heap',
      command: '-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/var/log/jvm; or jcmd PID GC.class_histogram',
      why: 'Only what survives full collections counts: a leak keeps growing, a working set that is too large stays level.',
      sideEffects: 'A dump is as large as the heap and stops the process while it is written.',
    },
    {
      title: 'Give it more heap, if it is no leak',
      command: '-Xmx at about twice what remains after a full collection',
      why: 'Near its limit a heap is collected all the time before it fails.',
      sideEffects: 'More memory of the host; the container’s limit must leave room for the rest of the JVM.',
    },
  ]
}

/** max_array_size (arrayOop.hpp, arrayOopDesc::max_array_length): just below 2^31 elements, whatever -Xmx is. */
const smallerArrays: Remedy = {
  title: 'Ask for a smaller array',
  command: 'the frames of the OutOfMemoryError: the innermost one of the application',
  why: 'No Java array has 2 147 483 647 elements, however large the heap is: a length was computed wrongly, or a buffer grows without bound.',
  sideEffects: '',
}

export function metaspaceRemedies(facts: ProcessFacts): Remedy[] {
  const classSpace = javaErrorOf(facts)?.reason.startsWith('Compressed class space') === true
  return [
    {
      title: 'See which class loaders stay',
      command: 'jcmd PID VM.classloader_stats; jcmd PID VM.metaspace (since JDK 10); -Xlog:class+load,class+unload',
      why: 'Metadata is freed with its class loader: loaders that pile up are a leak (redeployed applications, scripts, proxies made anew each time).',
      sideEffects: 'The log has a line for each class.',
    },
    classSpace
      ? {
          title: 'Give it more class space, if it is no leak',
          command: '-XX:CompressedClassSpaceSize=3g',
          why: 'It is 1 GiB by default and reserved at start; MaxMetaspaceSize does not raise it.',
          sideEffects: 'Address space only, until it is used.',
        }
      : {
          title: 'Give it more metaspace, if it is no leak',
          command:
            '-XX:MaxMetaspaceSize at about twice what stays after the application has warmed up, or without the option',
          why: 'There is no limit by default; what was set is too little for the classes of this application.',
          sideEffects: 'Memory of the host. Without a limit a leak of class loaders ends at another one.',
        },
  ]
}

export function directMemoryRemedies(facts: ProcessFacts): Remedy[] {
  return [
    ...(disablesExplicitGc(facts)
      ? [
          explicitGcRemedy(
            'Bits.reserveMemory calls System.gc() before it gives up, so that buffers nobody holds any more are freed: with explicit collections disabled that rescue is gone.',
          ),
        ]
      : []),
    {
      title: 'See who holds the buffers',
      command:
        'jcmd PID GC.heap_dump FILE, then java.nio.DirectByteBuffer by capacity; Netty: -Dio.netty.leakDetection.level=paranoid',
      why: 'A direct buffer is freed when its small Java object is collected. A heap that is seldom collected keeps many; pools keep theirs on purpose.',
      sideEffects: 'A dump stops the process while it is written; leak detection costs speed.',
    },
    {
      title: 'Bound what each thread keeps',
      command: '-Djdk.nio.maxCachedBufferSize=262144',
      why: 'Reading or writing a heap buffer through a channel copies it by a direct buffer of the same size, which the thread then keeps (sun.nio.ch.Util).',
      sideEffects: 'Larger requests allocate each time.',
    },
    {
      title: 'Give it more direct memory, if it is no leak',
      command: '-XX:MaxDirectMemorySize=SIZE; Netty counts by itself: -Dio.netty.maxDirectMemory=BYTES',
      why: 'The default is the maximum heap.',
      sideEffects: 'Memory outside the heap: the container’s limit must have room for both.',
    },
  ]
}
