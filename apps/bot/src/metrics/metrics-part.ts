/** One subject of the metrics: some are counted as things happen, the others are looked up when somebody asks. */
export interface MetricsPart {
  /** Looks up what is not counted. */
  collect(): void | Promise<void>;
  /** Stops counting. */
  close(): void;
}
