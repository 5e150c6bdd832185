/** The selected rows as a file for a spreadsheet. */
import { useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { gather } from '~/app/bulk';
import { language } from '~/app/language';
import { type Cell, tableText } from '~/app/table-text';
import { useWrite } from '~/app/use-write';
import { Button } from './button';
import { saveAs } from './save-as';
import { useSelected } from './selection';

interface SelectionExportProps<Row> {
  /** What the file is called. */
  name: string;
  columns: [title: string, cell: (row: Row) => Cell][];
}

export function SelectionExport<Row extends { id: string }>({ name, columns }: SelectionExportProps<Row>) {
  const { t } = useLingui();
  const { rows, read } = useSelected<Row>();
  const write = useWrite(async (client) => {
    const all = read ? await gather(client, read, () => true) : rows;
    const table = [columns.map(([title]) => title), ...all.map((row) => columns.map(([, cell]) => cell(row)))];
    saveAs(new Blob([tableText(table, language())], { type: 'text/csv' }), name);
  });
  return (
    <Button icon={Download} aria-busy={write.isPending} disabled={write.isPending} onClick={() => write.mutate(undefined)}>
      {t`Exporta`}
    </Button>
  );
}
