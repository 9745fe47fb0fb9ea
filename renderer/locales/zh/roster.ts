/** Words of the roster screens. */
export const roster = {};
