/** Kubernetes quantities: docs, reference/kubernetes-api/common-definitions/quantity. */
import type { Bytes } from '../../../../shared/model/units.ts'

// 4Gi      1536Mi      1.5Gi      107374182400m (what 0.1Gi becomes)      2e9
const QUANTITY = /^(\d{1,15}(?:\.\d{1,3})?(?:[eE]\d{1,2})?)(Ki|Mi|Gi|Ti|m|k|M|G|T)?$/
const UNITS: Record<string, number> = {
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
}

/** `4Gi` -> 4 294 967 296; null for what is no plain quantity of bytes. */
export function readQuantity(text: string): Bytes | null {
  const quantity = QUANTITY.exec(text)
  return quantity ? Math.floor(Number(quantity[1]) * (UNITS[quantity[2] ?? ''] ?? 1)) : null
}
