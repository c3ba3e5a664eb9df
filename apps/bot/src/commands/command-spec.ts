/** What somebody fills in behind a command. Its texts are in the catalogue, under the name of the command. */
export type OptionSpec = TextOption | NumberOption | FlagOption | PickOption | RoleOption | ChannelOption;

interface OptionCommon {
  readonly name: string;
  /** @defaultValue false */
  readonly isRequired?: boolean;
}

export interface TextOption extends OptionCommon {
  readonly kind: 'text';
  /** Letters it may have. @defaultValue 500 */
  readonly maxLength?: number;
  /** Whether the bot makes suggestions while it is typed. @defaultValue false */
  readonly isSuggested?: boolean;
}

export interface NumberOption extends OptionCommon {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
}

export interface FlagOption extends OptionCommon {
  readonly kind: 'flag';
}

/** One of several values, each with a name in the catalogue. */
export interface PickOption extends OptionCommon {
  readonly kind: 'pick';
  readonly values: readonly string[];
}

export interface RoleOption extends OptionCommon {
  readonly kind: 'role';
}

export interface ChannelOption extends OptionCommon {
  readonly kind: 'voice-channel';
}
