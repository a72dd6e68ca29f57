import { expect, test } from 'vitest'
import { parseMissingLibraries } from '../../../build/system-libraries.ts'

test('names each missing library once', () => {
  const listing = [
    '\tlinux-vdso.so.1 (0x00007ffe5a5f3000)',
    '\tlibgtk-3.so.0 => not found',
    '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f2b)',
    '\tlibnss3.so => not found',
    '\tlibgtk-3.so.0 => not found',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f2c)',
  ]
  expect(parseMissingLibraries(listing.join('\n'))).toEqual(['libgtk-3.so.0', 'libnss3.so'])
})

test('nothing missing, or no answer at all', () => {
  expect(parseMissingLibraries('\tstatically linked\n')).toEqual([])
  expect(parseMissingLibraries('')).toEqual([])
})
