import { describe, expect, it } from 'vitest';
import { queuePage } from '../../src/buttons/queue-page.ts';
import { queue } from '../../src/commands/queue.ts';
import { botStage } from '../support/bot-stage.ts';
import { HARMFUL, HOSTILE_TITLES, many, queued } from '../support/queued.ts';
import { restarted } from '../support/restarted.ts';

const stageOf = (locale = 'en-US') => botStage({ commands: { queue }, buttons: { 'queue-page': queuePage }, locale });

describe('/queue', () => {
  it('says that nothing plays when there is no player, to whoever asks and from wherever', async () => {
    await using stage = await stageOf();
    const message = await stage.member('ada').slash('queue').reply();
    expect(message.text).toBe('Nothing plays and nothing waits. Begin with `/play`.');
    expect(message.isEphemeral).toBe(true);
  });

  it('shows what plays with its place and length, what waits with length and who asked, and what it all takes', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, [
      { title: 'two', by: '81' },
      { title: 'three', lengthMs: 3_661_000, uri: '/music/three.mp3' },
    ]);
    const { text, buttons, pings } = await stage.member('ada').slash('queue').reply();
    const [title, playing, second, third, footer] = text.split('\n');
    expect(title).toBe('Queue');
    expect(playing).toMatch(
      /^▶ \*\*\[one 1\]\(<https:\/\/soundcloud\.com\/x\/one>\)\*\* · Somebody · 0:0\d \/ 1:00 · <@7>$/,
    );
    expect(second).toBe('`1.` **[two](<https://soundcloud.com/x/w1>)** · Somebody · 1:00 · <@81>');
    expect(third).toBe('`2.` **three** · Somebody · 1:01:01 · <@7>');
    expect(footer).toMatch(/^2 songs wait · 1:0(2|3):\d\d left$/);
    expect(buttons).toEqual([]);
    expect(pings).toEqual([]);
  });

  it('says what is live, that it is paused, that not all lengths are known, and what repeats', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, [{ title: 'radio', lengthMs: undefined }]);
    await player.pause();
    player.queue.mode = 'queue';
    const { text } = await stage.member('ada').slash('queue').reply();
    expect(text).toMatch(/^⏸ /m);
    expect(text).toMatch(/^`1\.` .*radio.* · live · <@7>$/m);
    expect(text).toMatch(/^1 song waits · more than \d:\d\d left · the queue repeats$/m);
  });

  it('shows ten a page, and the last page to who asks for one beyond the end', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, many(23));
    const ada = stage.member('ada');
    const first = await ada.slash('queue').reply();
    expect(first.text.match(/^`\d+\.`/gm)).toHaveLength(10);
    expect(first.text).toContain('Page 1 of 3');
    expect(first.buttons.map(({ label, isDisabled }) => [label, isDisabled])).toEqual([
      ['Back', true],
      ['Next', false],
    ]);
    const last = await ada.slash('queue', { page: 9 }).reply();
    expect(last.text.match(/^`\d+\.`/gm)).toEqual(['`21.`', '`22.`', '`23.`']);
    expect(last.text).toContain('Page 3 of 3');
    expect(last.buttons.map(({ isDisabled }) => isDisabled)).toEqual([false, true]);
  });

  it('goes on to the next page and back after a restart, with what waits by then', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, many(23));
    const ada = stage.member('ada');
    const message = await ada.slash('queue').reply();
    await restarted(stage, { 'queue-page': queuePage });
    const next = ada.click(message, 'reprise:queue-page:2');
    const page = await next.until(({ text }) => text.includes('Page 2 of 3'));
    expect(page.text).toContain('`11.`');
    for (let i = 0; i < 15; i += 1) player.queue.delete(0);
    await ada.click(message, 'reprise:queue-page:3').until(({ text }) => text.includes('8 songs wait'));
    expect(message.text).toContain('`8.`');
    expect(message.buttons).toEqual([]);
  });

  it('clears the list away when there is nothing left by the time of the click', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, many(11));
    const ada = stage.member('ada');
    const message = await ada.slash('queue').reply();
    await player.destroy();
    const click = ada.click(message, 'reprise:queue-page:2');
    const after = await click.until(({ text }) => text.startsWith('Nothing plays'));
    expect(after.embeds).toEqual([]);
    expect(after.buttons).toEqual([]);
  });

  it('shows any page of 2,000 songs at once', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    queued(player, many(2_000));
    const use = stage.member('ada').slash('queue', { page: 150 });
    expect((await use.reply()).text).toContain('2,000 songs wait · 33:2');
    expect(use.tookMs).toBeLessThan(500);
  });

  it('shows titles that are up to something, and long ones, as the harmless words they are', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one');
    const link = `https://soundcloud.com/${'x'.repeat(360)}`;
    expect(HOSTILE_TITLES.filter((title) => HARMFUL.test(title)).length).toBeGreaterThan(5);
    queued(
      player,
      HOSTILE_TITLES.map((title) => ({ title, author: title, uri: link })),
    );
    for (const page of [1, 2]) {
      const message = await stage.member('ada').slash('queue', { page }).reply();
      expect(message.text).not.toMatch(HARMFUL);
      expect(message.text.match(/^(▶|`\d+\.`) /gm)).toHaveLength(page === 1 ? 11 : 2);
      expect(message.pings).toEqual([]);
    }
    expect(stage.log.filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('speaks German in a German guild', async () => {
    await using stage = await stageOf('de');
    queued(await stage.playing('eins'), many(11));
    const { text, buttons } = await stage.member('ada').slash('queue').reply();
    expect(text).toMatch(/^Warteschlange\n/);
    expect(text).toMatch(/11 Lieder warten · noch 1\d:\d\d · Seite 1 von 2$/);
    expect(buttons.map(({ label }) => label)).toEqual(['Zurück', 'Weiter']);
  });
});
