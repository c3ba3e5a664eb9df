/** One measured figure. */
export interface Row {
  readonly bench: string;
  readonly case: string;
  readonly subject: string;
  /** Not a number where it could not be measured: then the unit says why. */
  readonly value: number;
  readonly unit: string;
}

/** What a figure must reach. A goal whose rows were not measured in this run is passed over. */
export interface Goal {
  readonly case: string;
  readonly subject: string;
  /** Compares with this subject's figure in the same case: a ratio, which holds on any machine. */
  readonly relativeTo?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** How far from a ratio of times the check lets it be, as a share: other programs run on the machine too. */
  readonly tolerance?: number;
  /** A goal in seconds or calls a second says as much about the machine: it is shown, but fails no check. */
  readonly dependsOnMachine?: boolean;
}

/** How to measure. */
export interface BenchOptions {
  /** A short selection, for every change. */
  readonly quick: boolean;
}

/** One benchmark: the same work for all its subjects, in one run. */
export interface Bench {
  /** As in `npm run bench -- NAME`. */
  readonly name: string;
  readonly title: string;
  readonly goals?: readonly Goal[];
  run(options: BenchOptions): readonly Row[] | Promise<readonly Row[]>;
}
