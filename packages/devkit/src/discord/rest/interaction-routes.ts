import { checkChoices } from '../interaction/command-book.ts';
import type { AcknowledgementKind, PendingInteraction } from '../interaction/interaction.ts';
import { type Json, numberOf, recordOf, recordsOf } from '../json.ts';
import { checkModal } from '../message/check-components.ts';
import { bodyOf, checkMessage } from '../message/check-message.ts';
import { type MessageFile, StoredMessage } from '../message/message.ts';
import { MessageFlag } from '../message/message-flags.ts';
import type { World } from '../world/world.ts';
import { apiError } from './api-error.ts';
import { Form } from './form.ts';
import { NOTHING, ok, type RestAnswer, type RestCall, type Route } from './rest-call.ts';

type Dispatch = (t: string, d: Json) => void;

const COMMAND = 2;
const COMPONENT = 3;
const AUTOCOMPLETE = 4;
const MODAL = 5;
/** Callbacks by their number: what they are, and which interactions may be answered with them. */
const CALLBACKS: Readonly<Record<number, readonly [kind: AcknowledgementKind, to: readonly number[]]>> = {
  4: ['reply', [COMMAND, COMPONENT, MODAL]],
  5: ['defer', [COMMAND, COMPONENT, MODAL]],
  6: ['deferUpdate', [COMPONENT, MODAL]],
  7: ['update', [COMPONENT, MODAL]],
  8: ['autocomplete', [AUTOCOMPLETE]],
  9: ['modal', [COMMAND, COMPONENT]],
};

/** Requests that answer interactions. */
export function interactionRoutes(world: World, dispatch: Dispatch): readonly Route[] {
  const answers = new InteractionAnswers(world, dispatch);
  const webhook = '/webhooks/:application/:token';
  return [
    { method: 'POST', path: '/interactions/:id/:token/callback', isOpen: true, run: (call) => answers.callback(call) },
    { method: 'POST', path: webhook, isOpen: true, run: (call) => answers.followUp(call) },
    { method: 'GET', path: `${webhook}/messages/:message`, isOpen: true, run: (call) => answers.read(call) },
    { method: 'PATCH', path: `${webhook}/messages/:message`, isOpen: true, run: (call) => answers.edit(call) },
    { method: 'DELETE', path: `${webhook}/messages/:message`, isOpen: true, run: (call) => answers.remove(call) },
  ];
}

class InteractionAnswers {
  readonly #world: World;
  readonly #dispatch: Dispatch;

  constructor(world: World, dispatch: Dispatch) {
    this.#world = world;
    this.#dispatch = dispatch;
  }

  callback({ params: [id = '', token = ''], query, body, files }: RestCall): RestAnswer {
    const interaction = this.#world.interactions.unanswered(id, token);
    const { type, data } = bodyOf(body);
    const [kind, to] = CALLBACKS[numberOf(type)] ?? [undefined, []];
    const isUpdate = kind === 'update' || kind === 'deferUpdate';
    if (kind === undefined || !to.includes(interaction.facts.type) || (isUpdate && !interaction.facts.source)) {
      const form = new Form();
      form.add('type', 'INTERACTION_TYPE_INVALID', 'Interaction type cannot be answered with this type.');
      form.throwIfWrong();
    } else this.#answer(interaction, kind, recordOf(data), files);
    if (query.get('with_response') !== 'true') return NOTHING;
    const { original, facts } = interaction;
    const about = { id, type: facts.type, activity_instance_id: null, response_message_id: original?.id ?? null };
    const flags = {
      response_message_loading: original?.isLoading ?? false,
      response_message_ephemeral: original?.isEphemeral ?? false,
    };
    const message = original === undefined ? {} : { message: original.data };
    return ok({ interaction: { ...about, ...flags }, resource: { type, ...message } });
  }

  followUp({ params: [, token = ''], body, files }: RestCall): RestAnswer {
    const interaction = this.#world.interactions.answered(token);
    const fields = bodyOf(body);
    // Discord puts the first words into the message that still says "thinking", and keeps who may see it.
    if (interaction.original?.isLoading === true) return this.#write(interaction, interaction.original, fields, files);
    checkMessage(fields, files.length > 0);
    const message = this.#made(interaction, numberOf(fields.flags) & MessageFlag.ephemeral);
    message.write(fields, files);
    this.#publish(message);
    interaction.followUps.push(message);
    interaction.spoke();
    return ok(message.data);
  }

  read({ params: [, token = '', id = ''] }: RestCall): RestAnswer {
    return ok(this.#message(this.#world.interactions.answered(token), id).data);
  }

  edit({ params: [, token = '', id = ''], body, files }: RestCall): RestAnswer {
    const interaction = this.#world.interactions.answered(token);
    return this.#write(interaction, this.#message(interaction, id), bodyOf(body), files);
  }

  remove({ params: [, token = '', id = ''] }: RestCall): RestAnswer {
    const message = this.#message(this.#world.interactions.answered(token), id);
    message.isDeleted = true;
    this.#tell('MESSAGE_DELETE', message);
    return NOTHING;
  }

  #answer(interaction: PendingInteraction, kind: AcknowledgementKind, data: Json, files: readonly MessageFile[]): void {
    const { source } = interaction.facts;
    if (kind === 'autocomplete') this.#offer(interaction, data);
    else if (kind === 'modal') {
      const form = new Form();
      checkModal(form, data);
      form.throwIfWrong();
      interaction.modal = data;
      interaction.acknowledge(kind);
    } else if (kind === 'deferUpdate') interaction.acknowledge(kind, source);
    else if (kind === 'update' && source !== undefined) {
      checkMessage(data, files.length > 0, source.before);
      interaction.acknowledge(kind, source);
      this.#change(source, data, files);
      interaction.spoke();
    } else if (kind === 'defer') {
      const shown = numberOf(data.flags) & (MessageFlag.ephemeral | MessageFlag.componentsV2);
      const message = this.#made(interaction, shown | MessageFlag.loading);
      this.#publish(message);
      interaction.acknowledge(kind, message);
    } else {
      checkMessage(data, files.length > 0);
      const message = this.#made(interaction, numberOf(data.flags) & MessageFlag.ephemeral);
      message.write(data, files);
      this.#publish(message);
      interaction.acknowledge(kind, message);
      interaction.spoke();
    }
  }

  #offer(interaction: PendingInteraction, { choices }: Json): void {
    const form = new Form();
    checkChoices(form, 'data.choices', choices);
    form.throwIfWrong();
    interaction.choices = recordsOf(choices);
    interaction.acknowledge('autocomplete');
    interaction.spoke();
  }

  #write(
    interaction: PendingInteraction,
    message: StoredMessage,
    body: Json,
    files: readonly MessageFile[],
  ): RestAnswer {
    checkMessage(body, files.length > 0, message.before);
    this.#change(message, body, files);
    interaction.spoke();
    return ok(message.data);
  }

  #change(message: StoredMessage, body: Json, files: readonly MessageFile[]): void {
    message.write(body, files, this.#world.clock.now());
    this.#tell('MESSAGE_UPDATE', message);
  }

  #message(interaction: PendingInteraction, id: string): StoredMessage {
    const { original, followUps } = interaction;
    const message = id === '@original' ? original : [original, ...followUps].find((one) => one?.id === id);
    if (message === undefined || message.isDeleted) throw apiError(10008);
    return message;
  }

  #made({ facts }: PendingInteraction, flags: number): StoredMessage {
    const { bot, ids, clock } = this.#world;
    const by = this.#world.knownGuild(facts.guildId)?.profile.members.get(facts.userId)?.user;
    const about = { id: facts.id, type: facts.type, user: by, authorizing_integration_owners: {} };
    return new StoredMessage({
      id: ids.next(),
      channelId: facts.channelId,
      guildId: facts.guildId,
      author: bot,
      forUserId: facts.userId,
      at: clock.now(),
      flags,
      mayCallEveryone: this.#world.mayCallEveryone(facts.channelId),
      more: { webhook_id: bot.id, application_id: bot.id, interaction_metadata: about },
    });
  }

  #publish(message: StoredMessage): void {
    this.#world.messages.add(message);
    this.#tell('MESSAGE_CREATE', message);
  }

  /** Messages for one person come by no event. */
  #tell(t: string, message: StoredMessage): void {
    if (message.isEphemeral) return;
    const { id, channelId, facts } = message;
    const d = t === 'MESSAGE_DELETE' ? { id, channel_id: channelId } : message.data;
    this.#dispatch(t, { ...d, guild_id: facts.guildId });
  }
}
