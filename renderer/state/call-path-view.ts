/** Which way is shown in the call path: kept while another process is looked at that has no second one. */
import { create } from 'zustand'

/** refusal: to the call that was refused. map-retry: from FileChannel.map to System.gc(). */
export type CallPathView = 'refusal' | 'map-retry'

export const useCallPathView = create<{ view: CallPathView }>(() => ({ view: 'refusal' }))
export const chooseCallPath = (view: CallPathView): void => useCallPathView.setState({ view })
