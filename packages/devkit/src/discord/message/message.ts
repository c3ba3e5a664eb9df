import { isRecord, type Json, listOf, numberOf, recordOf, recordsOf, textOf } from '../json.ts';
import type { UserData } from '../packets.ts';
import { embedTexts, type MessageBefore } from './check-message.ts';
import { MessageFlag } from './message-flags.ts';
import { pingsOf } from './pings.ts';
import { Component, walkComponents } from './walk-components.ts';

/** A file that a bot sent along. */
export interface MessageFile {
  readonly name: string;
  readonly type: string;
  readonly data: Uint8Array;
}

/** A button of a message. */
export interface MessageButton {
  /** `undefined`: it opens a link. */
  readonly customId: string | undefined;
  readonly label: string;
  readonly isDisabled: boolean;
}

/** A change of a message. */
export interface MessageEdit {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** What stood there then, {@link DiscordMessage.text}. */
  readonly text: string;
}

/** A message as it is now; after the bot edits it, the same object says something else. */
export interface DiscordMessage {
  readonly id: string;
  readonly channelId: string;
  /** Without embeds and components. */
  readonly content: string;
  /** All that a person can read, a line for each piece: content, embeds, texts of components. */
  readonly text: string;
  readonly embeds: readonly Json[];
  /** As the bot sent them. */
  readonly components: readonly Json[];
  /** Its buttons, wherever they stand. */
  readonly buttons: readonly MessageButton[];
  readonly files: readonly MessageFile[];
  /** Only who it answers sees it. */
  readonly isEphemeral: boolean;
  /** It is made of components alone (`MessageFlags.IsComponentsV2`). */
  readonly isComponentsV2: boolean;
  /** "… is thinking": the bot deferred and has not said anything yet. */
  readonly isLoading: boolean;
  readonly isDeleted: boolean;
  /** Who it calls: `@everyone`, `<@1>`, `<@&2>`. What stands there but calls nobody is not among them. */
  readonly pings: readonly string[];
  /** How it was changed, oldest first. */
  readonly edits: readonly MessageEdit[];
  /** As the REST API answers it. */
  readonly data: Json;
}

/** What a {@link StoredMessage} is made with. */
export interface MessageFacts {
  readonly id: string;
  readonly channelId: string;
  readonly guildId: string | undefined;
  readonly author: UserData;
  /** Who sees it when it is for one person. */
  readonly forUserId?: string;
  readonly at: number;
  readonly flags: number;
  /** Further fields of the API. */
  readonly more?: Json;
  /** Whether `@everyone` calls everyone. */
  readonly mayCallEveryone: boolean;
}

/** A message that Discord keeps. */
export class StoredMessage implements DiscordMessage {
  readonly facts: MessageFacts;
  readonly edits: MessageEdit[] = [];
  content = '';
  embeds: readonly Json[] = [];
  components: readonly Json[] = [];
  files: readonly MessageFile[] = [];
  pings: readonly string[] = [];
  isDeleted = false;
  #flags: number;
  #editedAt: number | undefined;

  constructor(facts: MessageFacts) {
    this.facts = facts;
    this.#flags = facts.flags;
  }

  get id(): string {
    return this.facts.id;
  }

  get channelId(): string {
    return this.facts.channelId;
  }

  get flags(): number {
    return this.#flags;
  }

  get isEphemeral(): boolean {
    return (this.#flags & MessageFlag.ephemeral) !== 0;
  }

  get isComponentsV2(): boolean {
    return (this.#flags & MessageFlag.componentsV2) !== 0;
  }

  get isLoading(): boolean {
    return (this.#flags & MessageFlag.loading) !== 0;
  }

  get text(): string {
    const shown = walkComponents(this.components).filter(({ data }) => data.type === Component.textDisplay);
    return [this.content, ...this.embeds.flatMap(embedTexts), ...shown.map(({ data }) => textOf(data.content))]
      .filter((text) => text !== '')
      .join('\n');
  }

  get buttons(): readonly MessageButton[] {
    return walkComponents(this.components).flatMap(({ data }) =>
      data.type === Component.button
        ? [
            {
              customId: typeof data.custom_id === 'string' ? data.custom_id : undefined,
              label: textOf(data.label),
              isDisabled: data.disabled === true,
            },
          ]
        : [],
    );
  }

  /** What checks of a change have to know. */
  get before(): MessageBefore {
    const { flags, content, embeds, components, files } = this;
    return { flags, content, embeds, components, hasFiles: files.length > 0 };
  }

  /** Fills it, or changes what `body` names. */
  write(body: Json, files: readonly MessageFile[], editedAt?: number): void {
    if ('content' in body) this.content = textOf(body.content);
    if ('embeds' in body) this.embeds = recordsOf(body.embeds).map((embed) => ({ type: 'rich', ...embed }));
    if ('components' in body) this.components = recordsOf(body.components);
    const added = numberOf(body.flags) & ~MessageFlag.ephemeral;
    this.#flags = (this.#flags | added) & ~MessageFlag.loading;
    this.files = [...this.#keptFiles(body.attachments), ...files];
    this.pings = pingsOf(this.#callingText(), body.allowed_mentions, this.facts.mayCallEveryone);
    if (editedAt === undefined) return;
    this.#editedAt = editedAt;
    this.edits.push({ at: editedAt, text: this.text });
  }

  get data(): Json {
    const { id, channelId, author, at, more } = this.facts;
    return {
      id,
      type: 0,
      channel_id: channelId,
      author,
      content: this.content,
      timestamp: isoOf(at),
      edited_timestamp: this.#editedAt === undefined ? null : isoOf(this.#editedAt),
      tts: false,
      mention_everyone: this.pings.some((ping) => !ping.startsWith('<')),
      mentions: [],
      mention_roles: this.pings.flatMap((ping) => (ping.startsWith('<@&') ? [ping.slice(3, -1)] : [])),
      attachments: this.files.map(attachmentOf),
      embeds: this.embeds,
      components: this.components,
      pinned: false,
      flags: this.#flags,
      ...more,
    };
  }

  /** The component with that id. */
  component(customId: string): Json | undefined {
    return walkComponents(this.components).find(({ data }) => data.custom_id === customId)?.data;
  }

  #callingText(): string {
    const shown = walkComponents(this.components).filter(({ data }) => data.type === Component.textDisplay);
    return [this.content, ...shown.map(({ data }) => textOf(data.content))].join('\n');
  }

  /** A change that names attachments keeps only those it names; those it adds are named by a number. */
  #keptFiles(attachments: unknown): readonly MessageFile[] {
    if (!Array.isArray(attachments)) return this.files;
    const kept = new Set(listOf(attachments).map((entry) => (isRecord(entry) ? recordOf(entry).id : undefined)));
    return this.files.filter((_, i) => kept.has(attachmentId(i)));
  }
}

function attachmentOf({ name, type, data }: MessageFile, i: number): Json {
  const url = `https://cdn.example/attachments/${attachmentId(i)}/${encodeURIComponent(name)}`;
  return { id: attachmentId(i), filename: name, size: data.length, url, proxy_url: url, content_type: type };
}

/** Far from the small numbers by which a request names the files it brings. */
function attachmentId(i: number): string {
  return `${800_000_000_000_000_000n + BigInt(i)}`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
