/** The two sizes of screen that everything is for, by the names of the projects. */
export const SIZES = { phone: { width: 360, height: 640 }, desktop: { width: 1280, height: 800 } };
