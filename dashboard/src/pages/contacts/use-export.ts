/** The contacts of the filters as a CSV file. Large ones are made by the platform; the action waits for them. */
import type { ExportContacts } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useWrite } from '~/app/use-write';
import type { PageAction } from '~/ui/page-actions';
import { saveAs } from '~/ui/save-as';

const PAUSE = 1_500;

export function useExport(asked: ExportContacts, total: number | undefined): PageAction {
  const { t } = useLingui();
  const { mutate, isPending } = useWrite(async (client, filters: ExportContacts) => {
    let state = await client.contacts.export(filters);
    while (state.status === 'running') {
      await new Promise((resume) => setTimeout(resume, PAUSE));
      state = await client.contacts.exportStatus(state.id);
    }
    saveAs(await client.contacts.downloadExport(state.id), 'contactes.csv');
    return state;
  });
  return { icon: Download, label: isPending ? t`S’exporta…` : t`Exporta`, isOff: !total, isBusy: isPending, run: () => mutate(asked) };
}
