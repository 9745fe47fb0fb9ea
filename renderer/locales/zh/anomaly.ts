/** Words of the anomaly screens. */
export const anomaly = {};
