/** JSON of unknown origin: collected up to a size, and looked into without trusting any of it. */
import type { Bytes } from '../../../../shared/model/units.ts'

/** As text this is some 100 000 threads; a larger one would be held in memory several times over. */
export const JSON_BYTES: Bytes = 64 * 1024 * 1024

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Null for what is no object, or no JSON at all. */
export function objectOf(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

export function textAt(object: JsonObject, key: string): string | null {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}

export function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** A whole number, printed as a number or as a string of digits. */
export function wholeAt(object: JsonObject, key: string): number | null {
  const text = textAt(object, key)
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
