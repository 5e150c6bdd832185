/** Importing contacts: a file, what its columns are, a check that writes nothing, then the import with its progress. */
import type { Import } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileSpreadsheet } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readKey } from '~/app/cache-keys';
import { useEnvironment } from '~/app/environment';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { FileChoice } from '~/ui/file-choice';
import { Loading } from '~/ui/loading';
import { Note, Page, Row, Section } from '~/ui/page';
import styles from './contacts.module.css';
import { cellsAt, doubled, guess, mapped, type Mapping, placeOf, preview, type Preview, textOf } from './csv';
import { Columns } from './import-columns';
import { ImportResult } from './import-result';
import { importContacts } from './routes';

/** A file that was read. */
interface Chosen {
  name: string;
  text: string;
  preview: Preview;
}

const PAUSE = 1_000;

export default function ImportPage() {
  const { t } = useLingui();
  const { import: id } = importContacts.route.useSearch();
  const change = useChange();
  const [chosen, setChosen] = useState<Chosen>();
  const back = <Link to="/contacts">{t`Contactes`}</Link>;
  return (
    <Page title={t`Importa contactes`} about={t`D’un fitxer CSV, com els que desen els fulls de càlcul. Fins a 50 MB.`} back={back}>
      {id ? (
        <Running id={id} onAgain={() => change({ import: undefined })} />
      ) : chosen ? (
        <Mapped of={chosen} onOther={() => setChosen(undefined)} />
      ) : (
        <ChooseFile onChoose={setChosen} />
      )}
    </Page>
  );
}

function ChooseFile({ onChoose }: { onChoose: (chosen: Chosen) => void }) {
  const { t } = useLingui();
  const [isOver, setOver] = useState(false);
  const [fault, setFault] = useState<string>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    const found = text.includes('\0') ? undefined : preview(text);
    if (found?.rows.length) onChoose({ name: file.name, text, preview: found });
    else setFault(t`«${file.name}» no és un CSV amb files. Al full de càlcul, tria «Desa com a» i el format CSV.`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside chooses a file too
    <div
      className={styles.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <FileSpreadsheet aria-hidden />
      <p>
        <Trans>Arrossega aquí el fitxer, o tria’l:</Trans>
      </p>
      <FileChoice accept=".csv,.tsv,.txt,text/csv" onChoose={(file) => void take(file)}>
        <Trans>Tria un fitxer</Trans>
      </FileChoice>
      <p className="quiet">
        <Trans>La primera fila ha de dir què és cada columna. Encara no s’importarà res.</Trans>
      </p>
      {fault && <p role="alert">{fault}</p>}
    </div>
  );
}

function Mapped({ of: { name, text, preview: found }, onOther }: { of: Chosen; onOther: () => void }) {
  const { t } = useLingui();
  const [mapping, setMapping] = useState<Mapping>(() => guess(found.columns));
  const [checked, setChecked] = useState<Import>();
  const [corrections, setCorrections] = useState<ReadonlyMap<string, string>>(new Map());
  const change = useChange();
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const cache = useQueryClient();
  const environment = useEnvironment();
  const file = () => mapped(text, found, mapping, corrections);
  const said = useMemo(() => {
    const faulty = [...(checked?.errors ?? []), ...(checked?.warnings ?? [])].map(({ row }) => row);
    return cellsAt(text, found, mapping, new Set(faulty));
  }, [checked, text, found, mapping]);
  const correct = (row: number, field: string, value: string) => setCorrections(new Map(corrections).set(placeOf(row, field), value));
  const check = useWrite((client) => client.contacts.importFile(file(), { dry_run: true, onProgress: setChecked }), {
    onDone: setChecked,
    errorsAreShown: true,
    mayBeLeft: true, // nothing is written
  });
  const begin = useWrite(
    (client) =>
      client.contacts.importFile(file(), {
        onProgress: (state) => {
          cache.setQueryData(readKey(environment, ['contacts.importStatus', state.id]), state);
          if (isHere.current) change({ import: state.id }, { replace: true }); // elsewhere the address is another page's
        },
      }),
    { again: ['contacts.list'], errorsAreShown: true, mayBeLeft: true }, // it goes on by itself
  );
  const twice = doubled(mapping);
  const isReady = mapping.includes('name') && !twice.length;
  const put = (next: Mapping) => {
    setMapping(next);
    setChecked(undefined);
    check.reset();
  };
  const isChecked = checked?.status === 'completed';
  const fine = checked ? checked.created + checked.updated : 0;
  return (
    <>
      <Section title={t`Què és cada columna de «${name}»?`} actions={<Button onClick={onOther}>{t`Tria un altre fitxer`}</Button>}>
        <Columns of={found} mapping={mapping} onChange={put} />
        {!mapping.includes('name') && (
          <Note tone="warning">
            <Trans>Falta el nom: digues quina columna el té.</Trans>
          </Note>
        )}
        {twice.length > 0 && (
          <Note tone="warning">
            <Trans>Dues columnes no poden ser el mateix: {twice.join(', ')}.</Trans>
          </Note>
        )}
      </Section>
      {check.error || begin.error ? <ErrorState error={check.error ?? begin.error} /> : null}
      {checked && (
        <ImportResult
          of={checked}
          isCheck
          correcting={{ valueOf: (row, field) => corrections.get(placeOf(row, field)) ?? said.get(placeOf(row, field)), correct }}
        />
      )}
      <Row>
        <Button look={isChecked ? 'plain' : 'primary'} disabled={!isReady || check.isPending || begin.isPending} onClick={() => check.mutate()}>
          {check.isPending ? <Trans>Es comprova…</Trans> : isChecked ? <Trans>Torna a comprovar</Trans> : <Trans>Comprova el fitxer</Trans>}
        </Button>
        {isChecked && (
          <Button look="primary" disabled={!isReady || !(fine || checked.unchanged) || begin.isPending} onClick={() => begin.mutate()}>
            <Plural value={fine} one="Importa # contacte" other="Importa # contactes" />
          </Button>
        )}
      </Row>
    </>
  );
}

/** An import that goes on or is over; its address can be opened again. */
function Running({ id, onAgain }: { id: string; onAgain: () => void }) {
  const state = useRead<Import>(['contacts.importStatus', id], (client) => client.contacts.importStatus(id), {
    refetchInterval: ({ state: { data } }) => (data?.status === 'running' || data?.status === 'awaiting_upload' ? PAUSE : false),
  });
  if (state.error) return <ErrorState error={state.error} retry={() => void state.refetch()} />;
  if (!state.data) return <Loading />;
  return (
    <>
      <ImportResult of={state.data} />
      {state.data.status !== 'running' && (
        <Row>
          <Link to="/contacts">
            <Trans>Ves als contactes</Trans>
          </Link>
          <Button onClick={onAgain}>
            <Trans>Importa un altre fitxer</Trans>
          </Button>
        </Row>
      )}
    </>
  );
}
