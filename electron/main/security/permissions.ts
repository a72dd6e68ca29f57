/** Every permission is denied, but copying text by a click in our own page. */
import type { Session } from 'electron'
import { isOfOrigin, type TrustedOrigin } from './origin.ts'

export const isGranted = (permission: string, url: string, origin: TrustedOrigin): boolean =>
  permission === 'clipboard-sanitized-write' && isOfOrigin(url, origin)

export function denyPermissions(session: Session, origin: TrustedOrigin): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isGranted(permission, requestingUrl, origin)),
  )
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isGranted(permission, requestingOrigin, origin),
  )
  session.setDevicePermissionHandler(() => false)
}
