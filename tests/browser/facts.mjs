// SPDX-License-Identifier: MIT
// What the crew's page tells of a status, word by word and in both languages: the next step
// and its cause, data, outputs, recording, sound, the log, and what to do when there is
// nothing yet.

import { startDemo } from './demo.mjs';
import { becomes, done, is, noSmaller, noViolation, open, shoot, sleep, until } from './library.mjs';

const demo = await startDemo();
const calm = await demo.status();
const pages = [await open(demo.url), await open(demo.url, { language: 'en', theme: 'light' })];
for (const page of pages) await page.waitForSelector('#scenes button >> nth=8');
const [zh, en] = pages;

/** What stands there, in Chinese and in English; null: it is not shown. */
const said = (selector) => Promise.all(pages.map(async (page) => {
  const one = page.locator(selector);
  return await one.isVisible() ? (await one.innerText()).replaceAll('\u2002', ' ').replaceAll('\u3000', ' ').trim() : null;
}));
const each = async (...selectors) => Promise.all(selectors.map(said));
const tells = (name, selectors, wanted) => becomes(name, () => each(...selectors), wanted);

// --- the next step, with its cause -----------------------------------------------------------

const step = ['#next-what', '#next-how', '#next-held'];
await tells('auto’s next step is told with its cause', step, [['公布后切到 4 结果', 'When published, to 4 Result'], ['自动', 'by itself'], [null, null]]);
demo.patch({ auto: { on: true, next: 'break', cause: 'break' }, feed: { state: 'stale' } });
await tells('and that it waits while the data has stopped', step, [['休会时切到 7 休会', 'At the break to 7 Break'], ['自动', 'by itself'],
  ['数据没更新，自动暂停在这一步', 'Data stopped: auto waits here']]);
demo.patch({ auto: { on: true, next: 'result', cause: 'result', waits: true }, feed: { state: 'fresh' } });
await tells('and that it waits for what the rules do not let on the air yet', step, [['4 结果', '4 Result'], ['规则还不许播，自动等着', 'not allowed yet: auto waits'], [null, null]]);
demo.patch({ auto: { on: true, next: null, cause: null, waits: false }, feed: { state: 'fresh' } });
await tells('where auto stays, what it waits for', step, [['等下一个阶段', 'Waiting for the next phase'], ['阶段变了自动切过去', 'by itself, when the phase changes'], [null, null]]);
demo.patch({ auto: { on: false, next: null, cause: null } });
await tells('without auto, what is on preview and by whom it comes', step, [['4 结果', '4 Result'], ['由你切换', 'yours to take'], [null, null]]);
await tells('who is on stage, what has come in, who is next', ['#now-name', '#now-order', '#ballots-n', '#then', '#phases [aria-current]'],
  [['区交通运输局', '区交通运输局'], ['第 3 / 12 家', '3 of 12'], ['57 / 63', '57 / 63'], ['第 4 家 区卫生健康局', '4: 区卫生健康局'], ['评分', 'Scoring']]);
demo.patch({ meeting: { phase: 'presenting', ballots: null, then: null, current: { manual: true } } });
await tells('and a unit that was picked by hand', ['#now-order', '#ballots-n', '#then', '#phases [aria-current]'],
  [['第 3 / 12 家 手动选的', '3 of 12 picked by hand'], [null, null], ['没有后面的单位', 'nobody after that'], ['汇报', 'Report']]);
demo.patch({ auto: calm.auto, meeting: calm.meeting });

// --- score data --------------------------------------------------------------------------------

const data = ['#feed-word', '#feed-age', '#feed-revision', '#feed-refusals', '#feed-text', '#accept'];
await tells('data: its state, age, revision, refusals', [...data, '#age-limits-say'],
  [['新鲜', 'fresh'], ['0.4 s', '0.4 s'], ['412', '412'], ['0', '0'], [null, null], [null, null], ['线：5 秒迟到，15 秒过期', 'lines: late 5 s, stale 15 s']]);
demo.patch({ feed: { state: 'stale', age_ms: 42000, refusals: 2, refused: { since_ms: 9000, text: 'line 3, column 14: no comma' } } });
await tells('what was refused is said', data, [['过期', 'stale'], ['42.0 s', '42.0 s'], ['412', '412'], ['2', '2'], ['英文原话“line 3, column 14: no comma”', 'line 3, column 14: no comma'], [null, null]]);
await becomes('and marked', () => zh.locator('#feed.is-att').count(), 1);
demo.patch({ feed: { state: 'late', age_ms: 754000, held_epoch: '01JAA0' } });
await tells('a new epoch waits for who accepts it', data, [['迟到', 'late'], ['12:34', '12:34'], ['412', '412'], ['2', '2'],
  ['评分系统换了一份新数据。核实后接受。', 'The scoring system restarted. Make sure, then accept.'], ['接受新数据', 'Accept']]);
await noSmaller('no key of the page is under 44 pixels, with one more', zh, 44);
demo.patch({ feed: calm.feed });
await becomes('the mark goes with its cause', () => zh.locator('#feed.is-att').count(), 0);

// --- outputs, recording, cameras, engine -----------------------------------------------------

const row = (i) => ['.out-rate', '.out-state', '.out-facts'].map((part) => `#outputs li >> nth=${i} >> ${part}`);
await tells('an output: rate, state and since when, backlog, retries', row(1), [['4.49 Mb/s', '4.49 Mb/s'], ['已连接17:57', 'Live17:57'].map((one) => one.replace(/(?=17)/, '\n')), ['积压 0.2 s 重连 1', 'Backlog 0.2 s Retries 1']]);
demo.patch({ outputs: [{ ...calm.outputs[0], state: 'backoff', since_ms: 38000, kbps: 0, backlog_ms: null, reconnects: 5, why: { code: 'connection_ended', values: { host: 'push.example:1935' }, zh: '和 push.example:1935 的连接断了', en: 'push.example:1935: the connection ended' } }, calm.outputs[1], calm.outputs[2]] });
await tells('one that is lost', [...row(0), '#outputs-sum'], [['0 Mb/s', '0 Mb/s'], ['等待重连\n00:38', 'Back-off\n00:38'], ['积压 – 重连 5', 'Backlog – Retries 5'], ['3 路中 1 路已连接', '1 of 3 live']]);
await becomes('is marked, and says why in its language', async () => [await zh.locator('#outputs li.is-att').count(), ...await Promise.all([zh, en].map((page) => page.locator('#outputs .out-facts >> nth=0').getAttribute('title')))], [1, '和 push.example:1935 的连接断了', 'push.example:1935: the connection ended']);
demo.patch({ outputs: calm.outputs });
const recorder = ['#record-word', '#record-time', '#record-free', '#record-lasts'];
demo.patch({ record: { lasts_ms: 712000000 } });
await tells('the recorder: since when, what is free, how long that lasts', recorder, [['正在写入', 'writing'], ['01:12:40', '01:12:40'], ['412 GB', '412 GB'], ['197 h', '197 h']]);
demo.patch({ record: { state: 'failed', free_bytes: 40000000, lasts_ms: 60000, error: 'no space' } });
await tells('and that it stopped', recorder, [['没有在录', 'failed'], ['–', '–'], ['40 MB', '40 MB'], ['1 min', '1 min']]);
await becomes('which is marked', () => zh.locator('#record.is-att').count(), 1);
demo.patch({ record: calm.record, cameras: [{ ...calm.cameras[0], state: 'lost' }, { ...calm.cameras[1], state: 'frozen' }], programme: { source: 'slate' } });
await tells('cameras: which are fine; what the programme has instead', ['#cameras-sum', '#cameras li >> nth=0 >> b', '#cameras li >> nth=1 >> b', '#pgm-note'],
  [['0 / 2 路正常', '0 of 2 fine'], ['没有画面', 'no picture'], ['画面不动', 'frozen'], ['没有摄像机画面', 'no camera picture']]);
await becomes('both are marked', () => zh.locator('#cameras li.is-att').count(), 2);
demo.patch({ cameras: calm.cameras, programme: { source: 'camera', missed: 7 }, minute: { missed: 7 } });
await tells('the engine: frames lost, and that it is losing them', ['#missed', '#late', '#picture', '#engine-word'], [['7', '7'], ['2', '2'], ['1080p25', '1080p25'], ['正在丢帧', 'losing frames']]);
demo.patch({ programme: { missed: 7 }, minute: { missed: 0 } });
await tells('lost long ago they are a figure', ['#missed', '#engine-word'], [['7', '7'], ['稳定', 'steady']]);

// --- sound ---------------------------------------------------------------------------------------

const word = ['#sound-no', '#gain-word'];
demo.patch({ audio: { silent_ms: 4999, gain_db: -3.5 } });
await tells('a pause of under five seconds is none', word, [['', ''], ['−3.5 dB', '−3.5 dB']].map((two) => (two[0] ? two : [null, null])));
demo.patch({ audio: { silent_ms: 5000, gain_db: 6 } });
await tells('from five seconds on there is no sound', word, [['没有声音', 'no sound'], ['+6 dB', '+6 dB']]);
demo.patch({ audio: { scene_mute: true } });
await tells('but where the scene wants none', word, [[null, null], ['+6 dB', '+6 dB']]);
demo.patch({ audio: { mute: true } });
await tells('or who muted it: that is said', word, [['已静音', 'muted'], ['+6 dB', '+6 dB']]);
demo.patch({ audio: { ...calm.audio, scene_mute: null, silent_ms: null } });

// By the page's own clock: how long a peak is held.
const timed = await open('about:blank', { ready: null });
await timed.clock.install();
await timed.route('**/programme.jpg*', (route) => route.abort()); // whose sound may be older than the status
await timed.goto(demo.url);
await timed.waitForSelector('#page:not([inert])');
await timed.clock.pauseAt(Date.now() + 60000);
let news = 0;
/** The engine speaks, and the page has heard it. */
const hear = (patch) => {
  news += 1;
  demo.patch({ ...patch, meeting: { title: `第 ${news} 次` } });
  return until(async () => (await timed.locator('#title').textContent()).includes(`第 ${news} 次`));
};
const meters = () => timed.evaluate(() => [0, 1].map((i) => {
  const meter = document.getElementById(`meter-${i}`);
  return [meter.style.getPropertyValue('--level'), meter.style.getPropertyValue('--peak'), meter.getAttribute('aria-valuenow'), meter.getAttribute('aria-valuetext')];
}));
await hear({ audio: { peak_db: [-6, -9] } });
is('two meters show the level', await meters(), [['90%', '90%', '-6', '−6 分贝，峰值 −6'], ['85%', '85%', '-9', '−9 分贝，峰值 −9']]);
await hear({ audio: { peak_db: [-30, -45] } });
is('and hold its peak', await meters(), [['50%', '90%', '-30', '−30 分贝，峰值 −6'], ['25%', '85%', '-45', '−45 分贝，峰值 −9']]);
is('which is read out in figures', await timed.locator('#peak').innerText(), '峰值 −6');
await timed.clock.runFor(1400);
await hear({});
is('for a second and a half', (await meters()).map(([, peak]) => peak), ['90%', '85%']);
await timed.clock.runFor(200);
await hear({});
is('then no longer', (await meters()).map(([, peak]) => peak), ['50%', '25%']);
await timed.context().close();
const moving = await open(demo.url);
const jpeg = Buffer.from(await (await fetch(`${demo.url}programme.jpg`)).arrayBuffer());
await moving.route('**/programme.jpg*', async (route) => {
  await sleep(100);
  await route.fulfill({ body: jpeg, contentType: 'image/jpeg', headers: { 'X-Tallycast-Picture': '1', 'X-Tallycast-Peak': '-12.0 -18.0' } }).catch(() => {}); // the page is gone
});
await becomes('between two statuses they move with the pictures of the programme', () => moving.locator('.meter').evaluateAll((all) => all.map((one) => one.getAttribute('aria-valuenow'))), ['-12', '-18']);
await moving.context().close();
demo.patch({ audio: calm.audio, meeting: calm.meeting });

// --- the log, a sentence for each kind of record ---------------------------------------------

const fine = { answer: 'done' };
const [mei, nobody] = [['mei', 'crew'], [null, null]];
/** who and role, what, then who and what in Chinese, and in English. */
const records = [
  [mei, { kind: 'preview', name: 'result', ...fine }, 'mei 预监 结果', 'mei Preview Result'],
  [mei, { kind: 'take', name: 'score', transition: 'fade', duration_ms: 500, ...fine }, 'mei 切到 评分，淡变', 'mei To Score, fade'],
  [mei, { kind: 'take', name: 'score', transition: 'cut', answer: 'conflict' }, 'mei 没有执行：切到 评分，硬切', 'mei Not done: To Score, cut'],
  [['local', 'crew'], { kind: 'tbar', position: 0.35, ...fine }, '本机 推杆到 35 %', 'Local T-bar to 35 %'],
  [['local', 'crew'], { kind: 'tbar', position: 1, name: 'unit', ...fine }, '本机 切到 单位，推杆', 'Local To Unit, T-bar'],
  [mei, { kind: 'clear', ...fine }, 'mei 清除图文', 'mei Graphics cleared'],
  [mei, { kind: 'panic', on: true, ...fine }, 'mei 应急净画面开', 'mei Panic on'],
  [mei, { kind: 'slate', on: false, ...fine }, 'mei 垫片关', 'mei Slate off'],
  [mei, { kind: 'black', on: true, ...fine }, 'mei 渐黑开', 'mei Black on'],
  [mei, { kind: 'auto', on: true, ...fine }, 'mei 自动跟随开', 'mei Auto on'],
  [mei, { kind: 'keyer', name: 'logo', on: false, ...fine }, 'mei 常驻「台标」关', 'mei Keyer Logo off'],
  [mei, { kind: 'layer', name: 'groups', on: true, ...fine }, 'mei 图层「分组分」开', 'mei Layer Groups on'],
  [mei, { kind: 'current', name: 'u2', ...fine }, 'mei 手动选单位 区水利局', 'mei Unit by hand: 区水利局'],
  [mei, { kind: 'current', name: null, ...fine }, 'mei 单位恢复跟随数据', 'mei Unit follows the data'],
  [mei, { kind: 'accept', name: '01JAA0', ...fine }, 'mei 接受了新数据', 'mei New data accepted'],
  [mei, { kind: 'switch_output', name: 'public', on: true, ...fine }, 'mei 推流「public」开', 'mei Output public on'],
  [mei, { kind: 'record', on: false, ...fine }, 'mei 录制关', 'mei Recording off'],
  [mei, { kind: 'audio', gain_db: -3, mute: true, ...fine }, 'mei 声音：增益 -3 dB，静音开', 'mei Sound: gain -3 dB, mute on'],
  [mei, { kind: 'preflight', ...fine }, 'mei 开播检查', 'mei Preflight'],
  [mei, { kind: 'anyway', name: 'names', ...fine }, 'mei 带着问题开播：names', 'mei On air anyway: names'],
  [nobody, { kind: 'open' }, '引擎 记录开始', 'Engine Log opened'],
  [nobody, { kind: 'start' }, '引擎 节目开始', 'Engine Programme started'],
  [nobody, { kind: 'close' }, '引擎 记录结束', 'Engine Log closed'],
  [nobody, { kind: 'lost', records: 3, objects: 0 }, '引擎 漏记 3 条', 'Engine 3 records lost'],
  [nobody, { kind: 'auto_take', name: 'result', phase: 'result' }, '自动 切到 结果：阶段是结果', 'Auto To Result: the phase is Result'],
  [nobody, { kind: 'document', phase: 'scoring', unit: 'u0', name: '区交通运输局' }, '后台 评分 区交通运输局', 'Data Scoring 区交通运输局'],
  [nobody, { kind: 'document', phase: 'standby', unit: null, name: null }, '后台 候场 没有单位在台上', 'Data Standby Nobody on stage'],
  [nobody, { kind: 'age', age: 'stale' }, '后台 评分数据过期', 'Data Score data stale'],
  [nobody, { kind: 'live', on: true }, '引擎 直播标开', 'Engine Live mark on'],
  [nobody, { kind: 'files', changed: ['score.yaml', 'unit.yaml'] }, '引擎 场景文件更新：score.yaml unit.yaml', 'Engine Scene files: score.yaml unit.yaml'],
  [nobody, { kind: 'camera', id: 'main', state: 'lost', text: 'no frame' }, 'main 没有画面：英文原话“no frame”', 'main no picture: no frame'],
  [nobody, { kind: 'camera', id: 'main', state: 'live', text: '1920x1080' }, 'main 在用', 'main in use'],
  [nobody, { kind: 'output', id: 'public', state: 'backoff', text: 'refused' }, 'public 等待重连：英文原话“refused”', 'public Back-off: refused'],
  [nobody, { kind: 'recorder', id: 'show.mp4', state: 'recording', text: null }, '录制 正在写入', 'Recording writing'],
  [nobody, { kind: 'recorder', id: 'show.mp4', state: 'no_space', text: 'less than 2 GB' }, '录制 磁盘满了，没有在录：英文原话“less than 2 GB”', 'Recording disk full, not recording: less than 2 GB'],
];
demo.patch({ log: records.map(([[who, role], what], n) => ({ n, time: '2026-11-26T10:42:07.123+08:00', who, role, what })) });
await Promise.all(pages.map((page) => page.waitForSelector(`#log li >> nth=${records.length - 1}`)));
const sentences = await Promise.all(pages.map((page) => page.locator('#log li').evaluateAll((rows) => rows.map((one) => (
  ['.who', '.what'].map((part) => one.querySelector(part).textContent).join(' ').replaceAll('\u2002', ' '))).reverse())));
records.forEach(([, what, ...wanted], i) => is(`a record of ${what.kind} is a sentence in both languages: ${wanted[1]}`, sentences.map((all) => all[i]), wanted));
is('with its time', await zh.locator('#log time >> nth=0').textContent(), '10:42:07');
await noViolation('axe finds nothing with a full log', zh);

// --- nothing yet ---------------------------------------------------------------------------------

demo.patch({ outputs: calm.outputs.map((output) => ({ ...output, state: 'idle', kbps: null, backlog_ms: null })) });
await tells('while no output is live, the page says what comes first', ['#lane-last', '#air-word', '#preflight'],
  [['还没有推流。先做开播检查，再启动推流。', 'No output is live. Do the preflight, then start the outputs.'], ['没有推流', 'No output live'], ['开播检查', 'Preflight']]);
/** A page that hears of no trouble before. */
const fresh = await open(demo.url);
demo.patch({
  outputs: [], cameras: [], log: [], meeting: null, roster_sha256: null, layers: [], keyers: [], scenes: [],
  programme: { scene: null }, preview: { scene: null }, record: { state: 'off', free_bytes: null, lasts_ms: null }, auto: { on: false, next: null, cause: null },
  feed: { state: 'none', age_ms: null, epoch: null, revision: null }, audio: { state: 'none', peak_db: [-60, -60] },
});
await tells('a first use: each empty part says what it is, or what to do', ['#outputs', '#cameras', '#log', '#now-name', '#feed-word', '#record-word', '#sound-no', '#pvw-name', '#pgm-name', '#title', '#next-how'], [
  ['没有设置推流：在 tallycast.yaml 写 outputs', 'No outputs: add some to tallycast.yaml'], ['没有设置摄像机', 'No cameras configured'], ['还没有记录', 'Nothing yet'],
  ['还没有评分数据', 'No score data yet'], ['没有数据', 'none yet'], ['没有设置', 'not set up'], ['没有输入', 'no input'], ['没有场景', 'No scene'], ['没有场景', 'No scene'],
  ['会议还没有名称', 'No name of the meeting yet'], ['先选一个画面', 'Choose a scene first']]);
await becomes('and so does the lane', () => fresh.locator('#lane-last').innerText(), '没有设置推流：在 tallycast.yaml 写 outputs');
for (const [page, name] of [[zh, 'zh'], [en, 'en']]) {
  await shoot(page, `panel-first-${name}`);
  await noViolation(`axe finds nothing on a first use, ${name}`, page);
}

is('no script failed', pages.flatMap((page) => page.errors), []);

await demo.stop();
await done();
