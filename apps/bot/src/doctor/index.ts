export { doctor } from './doctor.ts';
export { type ExamineOptions, examine } from './examine.ts';
export type { Finding } from './finding.ts';
export { print } from './print.ts';
