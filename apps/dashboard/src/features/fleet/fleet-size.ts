/** Up to this many hosts are shown one by one on the overview; more of them are squares on a map. */
export const SMALL_FLEET = 12
