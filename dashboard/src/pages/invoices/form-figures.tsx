/** What the invoices of a quarter come to in AEAT's forms, box by box, with the invoices behind each. */
import type { FigureAmount, FigureBox, FigurePartner, Figures } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { TextButton } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter } from '~/ui/filters';
import { Loading } from '~/ui/loading';
import { Money } from '~/ui/money';
import { Note, Section } from '~/ui/page';
import { Table, TableFrame } from '~/ui/table';
import styles from './invoices.module.css';
import type { Quarter } from './quarters';
import { books, type FORMS } from './routes';

type Form = (typeof FORMS)[number];

/** People alone file form 130: their number begins with a digit, or is a foreigner's. */
const isPerson = (nif = '') => /^[0-9XYZKLM]/i.test(nif);
const OF_THE_YEAR: Form[] = ['347'];
const MANY = 100;

export function FormFigures({ quarter, nif }: { quarter: Quarter; nif: string | undefined }) {
  const { t } = useLingui();
  const { form = '303', box } = books.route.useSearch();
  const change = useChange();
  const period = OF_THE_YEAR.includes(form) ? { year: quarter.year } : quarter;
  const read = useRead<Figures>(['invoices.figures', form, period], (api) => api.invoices.figures({ form, ...period, per_page: 1 }));
  const names: Record<Form, string> = {
    '303': t`303: IVA`,
    '130': t`130: pagament a compte de l’IRPF`,
    '111': t`111: retencions a professionals`,
    '349': t`349: operacions a la Unió Europea`,
    '347': t`347: clients i proveïdors de més de 3.005,06 €, de l’any`,
  };
  const forms = (Object.keys(names).toSorted((one, other) => Number(other === '303') - Number(one === '303')) as Form[]).filter((one) => one !== '130' || isPerson(nif) || form === '130');
  return (
    <Section
      title={t`Quant surt als models`}
      actions={
        <ChoiceFilter
          label={t`Model`}
          all={names[form]}
          value={undefined}
          onChange={(next) => change({ form: next, box: undefined })}
          options={forms.filter((one) => one !== form).map((value) => ({ value, label: names[value] }))}
        />
      }
    >
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.data ? (
        <>
          {read.data.partners ? <Partners of={read.data.partners} /> : <Boxes of={read.data.boxes ?? []} />}
          <Unknown of={read.data} />
        </>
      ) : (
        <Loading lines={6} />
      )}
      {box && <Behind form={form} period={period} box={box} onClose={() => change({ box: undefined })} />}
    </Section>
  );
}

function Boxes({ of: boxes }: { of: FigureBox[] }) {
  const { t } = useLingui();
  const change = useChange();
  if (!boxes.length) return <Nothing />;
  return (
    <TableFrame>
      <Table<FigureBox>
        label={t`Caselles`}
        rows={boxes}
        keyOf={({ box }) => box}
        columns={[
          { title: t`Casella`, onPhone: 'named', as: 'tight', cell: ({ box }) => (box === '-' ? '' : box) },
          { title: t`Què hi va`, onPhone: 'title', cell: ({ label }) => label },
          { title: t`Import`, onPhone: 'side', as: 'end', cell: ({ amount }) => <Money amount={amount} /> },
          {
            title: t`D’on surt`,
            onPhone: 'line',
            as: 'end',
            cell: ({ box, invoices: count }) =>
              count ? (
                <TextButton onClick={() => change({ box })}>
                  <Plural value={count} one="# factura" other="# factures" />
                </TextButton>
              ) : (
                t`d’altres caselles`
              ),
          },
        ]}
      />
    </TableFrame>
  );
}

function Partners({ of: partners }: { of: FigurePartner[] }) {
  const { t } = useLingui();
  if (!partners.length) return <Nothing />;
  return (
    <TableFrame>
      <Table<FigurePartner>
        label={t`Clients i proveïdors`}
        rows={partners}
        keyOf={({ key, tax_number }) => `${key} ${tax_number}`}
        columns={[
          { title: t`Nom`, onPhone: 'title', cell: ({ name, tax_number }) => name ?? tax_number },
          { title: t`NIF`, onPhone: 'line', as: 'tight', cell: ({ tax_number }) => tax_number },
          { title: t`Clau`, onPhone: 'named', as: 'tight', cell: ({ key }) => key },
          { title: t`Import`, onPhone: 'side', as: 'end', cell: ({ amount }) => <Money amount={amount} /> },
        ]}
      />
    </TableFrame>
  );
}

function Nothing() {
  return (
    <Note>
      <Trans>Cap factura d’aquest període no hi va.</Trans>
    </Note>
  );
}

/** What these figures are not, and what the form asks for besides. */
function Unknown({ of: { notice, unknown = [] } }: { of: Figures }) {
  return (
    <Note>
      <p>{notice}</p>
      {unknown.length > 0 && (
        <ul className={styles.unknown}>
          {unknown.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      )}
    </Note>
  );
}

interface BehindProps {
  form: Form;
  period: { year: number; quarter?: number };
  box: string;
  onClose: () => void;
}

/** The invoices of a box. */
function Behind({ form, period, box, onClose }: BehindProps) {
  const { t } = useLingui();
  const read = useRead<Figures>(['invoices.figures', form, period, box], (api) => api.invoices.figures({ form, ...period, box, per_page: MANY }));
  const { invoices = [], pagination } = read.data ?? {};
  const total = pagination?.total ?? 0;
  return (
    <Dialog title={box === '-' ? t`El que no va a cap casella` : t`Casella ${box}`} onClose={onClose}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.data ? (
        <TableFrame>
          <Table<FigureAmount>
            label={t`Factures de la casella`}
            rows={invoices}
            keyOf={({ invoice_id: id }) => id}
            columns={[
              {
                title: t`Número`,
                onPhone: 'title',
                cell: ({ invoice_id: id, number }) => (
                  <Link to="/invoices/$id" params={{ id }}>
                    {number}
                  </Link>
                ),
              },
              { title: t`Import`, onPhone: 'side', as: 'end', cell: ({ amount }) => <Money amount={amount} /> },
            ]}
          />
          {total > invoices.length && <p className="quiet">{t`N’hi ha ${total}; aquí hi ha les primeres.`}</p>}
        </TableFrame>
      ) : (
        <Loading lines={4} />
      )}
    </Dialog>
  );
}
