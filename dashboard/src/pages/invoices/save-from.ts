/** Give the person a file that is at a signed address: another host, which the policy of the page names. */
import { saveAs } from '~/ui/save-as';

export async function saveFrom(url: string, name: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the file answered ${answer.status}`);
  saveAs(await answer.blob(), name);
}
