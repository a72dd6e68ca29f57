/**
 * The guard zone of a thread that Java did not start: one of native code that attaches itself (the launcher's own does so to end the
 * VM, jni_DestroyJavaVM), or the main thread while the VM is created. No other thread had asked for it; it runs on a stack that was
 * there before. The log calls it "Unknown thread", since it has no java.lang.Thread yet.
 */
import { hotspot, jni, type CallPathTable, type FrameSpec, type PathRow } from '../path-table.ts'
import { commitCall, commitDown, commitOutcome, TREE_11, TREE_8, type SourceTree } from './commit.ts'
import { create, CREATE_8, OWNER_16, OWNER_8, OWNER_9 } from './guard-zone.ts'

const ANCHORS = [
  'StackOverflow::create_stack_guard_pages',
  'JavaThread::create_stack_guard_pages',
  'os::create_stack_guard_pages',
  'os::pd_create_stack_guard_pages',
]

function rows(entry: (tree: SourceTree) => FrameSpec[]): PathRow[] {
  const outcome = (tree: SourceTree): FrameSpec[] => commitOutcome(tree)
  return [
    {
      from: 0,
      to: 9,
      readIn: [8],
      down: [...entry(TREE_8), OWNER_8, ...CREATE_8, ...commitDown(TREE_8)],
      outcome: outcome(TREE_8),
    },
    {
      from: 9,
      to: 16,
      readIn: [11],
      down: [...entry(TREE_11), OWNER_9, ...create(TREE_11), ...commitDown(TREE_11)],
      outcome: outcome(TREE_11),
    },
    {
      from: 16,
      to: null,
      readIn: [17, 25],
      down: [...entry(TREE_11), OWNER_16, ...create(TREE_11), ...commitDown(TREE_11)],
      outcome: outcome(TREE_11),
    },
  ]
}

export const attachGuardZone: CallPathTable = {
  id: 'attach-guard-zone',
  title: 'Stack guard zone of a native thread that attaches itself',
  anchors: ANCHORS,
  within: [
    'attach_current_thread',
    'jni_AttachCurrentThread',
    'jni_AttachCurrentThreadAsDaemon',
    'jni_DestroyJavaVM',
    'jni_DestroyJavaVM_inner',
  ],
  calls: [commitCall],
  rows: rows(({ share }) => [
    jni('jni_AttachCurrentThread', `${share}/prims/jni.cpp: jni_AttachCurrentThread`, 'Native code made this thread', {
      aliases: ['jni_AttachCurrentThreadAsDaemon', 'jni_DestroyJavaVM', 'jni_DestroyJavaVM_inner'],
    }),
    hotspot('attach_current_thread', `${share}/prims/jni.cpp: attach_current_thread`),
  ]),
}

export const mainGuardZone: CallPathTable = {
  id: 'main-guard-zone',
  title: 'Stack guard zone of the main thread',
  anchors: ANCHORS,
  within: ['Threads::create_vm'],
  calls: [commitCall],
  rows: rows(({ share }) => [
    jni('JNI_CreateJavaVM', `${share}/prims/jni.cpp: JNI_CreateJavaVM`, '', { aliases: ['JNI_CreateJavaVM_inner'] }),
    hotspot('Threads::create_vm', `${share}/runtime: Threads::create_vm`, 'The VM is being created'),
  ]),
}
