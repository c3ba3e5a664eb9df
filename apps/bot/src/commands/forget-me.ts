import type { Command } from './command.ts';
import { asked } from './confirmation.ts';

/** Deletes what the bot keeps of who asks, once they have confirmed it. */
export const forgetMe: Command = {
  async run(use) {
    const { services, member, texts } = use;
    const [favourites, requests] = await Promise.all([
      services.favourites.list(member.id),
      services.history.ofUser(member.id),
    ]);
    const { forgetting } = texts.library;
    await use.answer(
      asked(use, {
        text: (until) => forgetting.question(favourites.length, requests.length, until),
        confirm: { button: 'forget-me', label: forgetting.confirm },
        keep: { button: 'forget-keep', label: forgetting.keep },
      }),
    );
  },
};
