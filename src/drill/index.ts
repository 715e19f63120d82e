/** See the page of this room in docs. */
export const ROOM = 'drill'
