/** Titles of the sections by the name in their 0SECTION line (javadump.cpp; XHPI, CI, ST, LK, XM, CL in IBM's VMs up to 1.4.2). */
interface SectionTitle {
  id: string
  title: string
  note: string
}

export const sections = new Map<string, SectionTitle>([
  ['TITLE', { id: 'title', title: 'Event', note: 'What made the VM write the dump, and when.' }],
  [
    'GPINFO',
    { id: 'processor', title: 'System and fault', note: 'Operating system; after a fault its signal and the module.' },
  ],
  ['XHPI', { id: 'processor', title: 'System and fault', note: '' }],
  [
    'ENVINFO',
    { id: 'environment', title: 'Environment', note: 'VM version, command line, limits, environment variables.' },
  ],
  ['CI', { id: 'environment', title: 'Environment', note: '' }],
  [
    'NATIVEMEMINFO',
    {
      id: 'native-memory',
      title: 'Native memory',
      note: 'What the VM itself allocated, by component. Memory of JNI code is not in it.',
    },
  ],
  [
    'MEMINFO',
    { id: 'memory', title: 'Heap and segments', note: 'The Java heap and the segments of classes and compiled code.' },
  ],
  ['ST', { id: 'memory', title: 'Heap', note: '' }],
  ['LOCKS', { id: 'locks', title: 'Locks', note: '' }],
  ['LK', { id: 'locks', title: 'Locks', note: '' }],
  [
    'THREADS',
    { id: 'threads', title: 'Threads', note: 'Java and native stacks of all threads; the failing one first.' },
  ],
  ['XM', { id: 'threads', title: 'Threads', note: '' }],
  ['HOOK', { id: 'hooks', title: 'Hooks', note: '' }],
  ['SHARED CLASSES', { id: 'shared-classes', title: 'Shared classes', note: '' }],
  ['CLASSES', { id: 'classes', title: 'Classes', note: '' }],
  ['CL', { id: 'classes', title: 'Classes', note: '' }],
  ['DC', { id: 'debug', title: 'Interfaces of the VM', note: '' }],
  ['DG', { id: 'diagnostics', title: 'Trace', note: '' }],
  ['XE', { id: 'execution', title: 'Execution engine', note: '' }],
  ['Javadump End section', { id: 'end', title: 'End', note: '' }],
])
