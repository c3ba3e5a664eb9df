/** Flags of a message that the fake looks at. */
export const MessageFlag = { ephemeral: 64, loading: 128, componentsV2: 32_768 } as const;
