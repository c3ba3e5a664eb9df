export { type DoctorOptions, doctor } from './doctor.ts';
export { type DoctorReport, type ExamineOptions, examine } from './examine.ts';
export type { Finding, Verdict } from './finding.ts';
export { print } from './print.ts';
