/** The contacts of the filters as a CSV file. Large ones are made by the platform; the button waits for them. */
import type { ExportContacts } from '@bivelio/sdk';
import { Trans } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { saveAs } from '~/ui/save-as';

const PAUSE = 1_500;

export function ExportButton({ asked, total }: { asked: ExportContacts; total: number | undefined }) {
  const write = useWrite(async (client, filters: ExportContacts) => {
    let state = await client.contacts.export(filters);
    while (state.status === 'running') {
      await new Promise((resume) => setTimeout(resume, PAUSE));
      state = await client.contacts.exportStatus(state.id);
    }
    saveAs(await client.contacts.downloadExport(state.id), 'contactes.csv');
    return state;
  });
  return (
    <Button icon={Download} disabled={!total} aria-busy={write.isPending} aria-disabled={write.isPending} onClick={() => !write.isPending && write.mutate(asked)}>
      {write.isPending ? <Trans>S’exporta…</Trans> : <Trans>Exporta</Trans>}
    </Button>
  );
}
