import { DevkitError, type Interaction } from '@reprise/devkit';
import { CATALOGUE } from '../texts/catalogue.ts';
import type { DemoNodes } from './demo-nodes.ts';
import type { Happening } from './narrator.ts';
import type { Role, Scene } from './scene.ts';
import { toldText } from './told-text.ts';
import { type Town, VOICE_CHANNEL } from './town.ts';

/** What only says that an answer will come. */
const SEARCHING: ReadonlySet<string> = new Set(Object.values(CATALOGUE).map(({ play }) => play.searching));

type SceneOf<Kind extends Scene['kind']> = Extract<Scene, { readonly kind: Kind }>;

/** Lets the people and nodes of the demo do what the script says, and hears what the bot answers. */
export class Performer {
  readonly #town: Town;
  readonly #nodes: DemoNodes;
  /** The song that was offered first to somebody who typed. */
  readonly #offered = new Map<string, string>();

  constructor(town: Town, nodes: DemoNodes) {
    this.#town = town;
    this.#nodes = nodes;
  }

  /** Plays a scene to its end. A bot that does not answer is told of as it is. */
  async perform(scene: Scene): Promise<Happening> {
    switch (scene.kind) {
      case 'node-dies':
        return { place: `node ${await this.#nodes.die(scene.node)}`, what: 'dies, as with kill -9' };
      case 'node-returns':
        return { place: `node ${await this.#nodes.revive(scene.node)}`, what: 'is started again' };
      case 'join':
        this.#town.member(scene).joinVoice(VOICE_CHANNEL);
        return { ...of(scene), what: `joins #${VOICE_CHANNEL}` };
      case 'part':
        this.#town.member(scene).leaveVoice();
        return { ...of(scene), what: `leaves #${VOICE_CHANNEL}` };
      case 'type':
        return { ...of(scene), what: `types /play ${scene.typed}`, answer: await answered(() => this.#offers(scene)) };
      case 'pick':
        return { ...of(scene), ...(await this.#pick(scene)) };
      case 'use':
        return { ...of(scene), ...(await this.#use(scene)) };
    }
  }

  async #offers(scene: SceneOf<'type'>): Promise<string> {
    const { choices, tookMs } = await this.#town.member(scene).autocomplete('play', { query: scene.typed });
    const [first] = choices;
    if (first !== undefined) this.#offered.set(keyOf(scene), String(first.value));
    const names = choices.map(({ name }) => name).join(', ');
    return choices.length === 0 ? 'nothing is offered' : `${choices.length} offered in ${tookMs} ms: ${names}`;
  }

  async #pick(scene: SceneOf<'pick'>): Promise<Pick<Happening, 'what' | 'answer'>> {
    const key = keyOf(scene);
    const offered = this.#offered.get(key);
    this.#offered.delete(key);
    const query = offered ?? scene.typed;
    const what = offered === undefined ? `/play ${scene.typed}` : '/play, the first of these';
    return { what, answer: await this.#answer(() => this.#town.member(scene).slash('play', { query })) };
  }

  async #use(scene: SceneOf<'use'>): Promise<Pick<Happening, 'what' | 'answer'>> {
    const { command, values } = scene;
    const what = [`/${command}`, ...Object.values(values)].join(' ');
    return { what, answer: await this.#answer(() => this.#town.member(scene).slash(command, values)) };
  }

  #answer(ask: () => Interaction): Promise<string> {
    return answered(async () => {
      const { text } = await ask().until((message) => !SEARCHING.has(message.text));
      return toldText(this.#town.withNames(text));
    });
  }
}

function of({ guild, person }: Role): Pick<Happening, 'place' | 'person'> {
  return { place: `guild ${guild}`, person };
}

function keyOf({ guild, person }: Role): string {
  return `${guild}/${person}`;
}

/** What the made-up Discord says when the bot does not answer, or cannot be asked. */
async function answered(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DevkitError) return `(${error.message})`;
    throw error;
  }
}
