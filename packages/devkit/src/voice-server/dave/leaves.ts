/** Which member has which leaf of the group's tree, as every member reckons it by itself (RFC 9420, section 12.1). */
export class Leaves {
  #userIds: (string | undefined)[] = [];

  /** Those who are in the group. */
  get userIds(): readonly string[] {
    return this.#userIds.filter((userId) => userId !== undefined);
  }

  /** A group begins with its first member; nobody is in a group that is not there. */
  begin(...founder: readonly string[]): void {
    this.#userIds = [...founder];
  }

  has(userId: string): boolean {
    return this.#userIds.includes(userId);
  }

  /** -1 when they are not in the group. */
  indexOf(userId: string): number {
    return this.#userIds.indexOf(userId);
  }

  remove(userId: string): void {
    const index = this.indexOf(userId);
    if (index !== -1) this.#userIds[index] = undefined;
  }

  /** Takes the first leaf that is free, or a new one. */
  add(userId: string): void {
    const free = this.#userIds.indexOf(undefined);
    if (free === -1) this.#userIds.push(userId);
    else this.#userIds[free] = userId;
  }
}
