/** What hosts and the reader need of their operating system. One system so far; another one is chosen in this file. */
export { chooseElevation, linuxElevationFacts as elevationFacts } from './linux/elevation.ts';
