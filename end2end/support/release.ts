import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SITE } from './server.ts';

const LAST = join(import.meta.dirname, '../released/site.tar.gz');

/** A build that is newer than every other. */
export const NEW_BUILD = 'abcdefabcdef';

/** A site that can be replaced under a running server, as a new release does it. */
export class Release {
  private constructor(readonly folder: string) {}

  static async copy(): Promise<Release> {
    const release = new Release(await mkdtemp(join(tmpdir(), 'chalkline-site-')));
    await release.becomeToday();
    return release;
  }

  /** The build that was released last, as `cargo xtask release` kept it. */
  static async last(): Promise<Release> {
    const release = new Release(await mkdtemp(join(tmpdir(), 'chalkline-site-')));
    await promisify(execFile)('tar', ['--extract', '--gzip', '--file', LAST, '--directory', release.folder]);
    return release;
  }

  /** Puts the build of today in its place. */
  async becomeToday(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await cp(SITE, this.folder, { recursive: true });
  }

  /** The name of its build. */
  async build(): Promise<string> {
    return JSON.parse(await this.read('site.json')).build;
  }

  /** Puts a new build in place; a broken one promises a file that it does not have. */
  async replace(broken: boolean): Promise<void> {
    const build = await this.build();
    const shell = (await this.read('index.html')).replaceAll(build, NEW_BUILD);
    const hash = createHash('sha256').update(shell).digest('base64');
    const worker = (await this.read('sw.js'))
      .replaceAll(build, NEW_BUILD)
      .replace(/"\/": "[^"]*"/, `"/": "sha256-${broken ? createHash('sha256').digest('base64') : hash}"`);
    await this.write('site.json', (await this.read('site.json')).replaceAll(build, NEW_BUILD));
    await this.write('index.html', shell);
    await this.write('sw.js', worker);
  }

  /** Takes the code of a screen out of the new build's list, as when it is another code there. */
  async forget(screen: string): Promise<void> {
    const worker = await this.read('sw.js');
    const without = worker.replace(new RegExp(`.*"/pkg/${screen}-.*\\n`), '');
    if (without === worker) throw new Error(`the service worker's list has no code of ${screen}`);
    await this.write('sw.js', without);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  private read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  /** The compressed twins would be sent instead of what is written here. */
  private async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
    for (const twin of ['br', 'gz']) await rm(join(this.folder, `${name}.${twin}`), { force: true });
  }
}
