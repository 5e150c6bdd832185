/** The columns of a file: what is in them, and what each becomes. */
import { useLingui } from '@lingui/react/macro';
import { Table, TableFrame } from '~/ui/table';
import styles from './contacts.module.css';
import { CUSTOM, type Mapping, type Preview, type Target, TARGETS } from './csv';

interface Props {
  of: Preview;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

const OWN = 'own';
const SHOWN = 3;

export function Columns({ of: { columns, rows }, mapping, onChange }: Props) {
  const { t } = useLingui();
  const names: Record<Target, string> = {
    name: t`Nom`,
    type: t`Tipus (persona o empresa)`,
    email: t`Correu electrònic`,
    phone: t`Telèfon`,
    'tax_id.number': t`NIF`,
    'tax_id.country': t`País del NIF`,
    'address.street': t`Carrer i número`,
    'address.postal_code': t`Codi postal`,
    'address.city': t`Població`,
    'address.province': t`Província`,
    'address.country': t`País`,
    tags: t`Etiquetes, separades per |`,
    company_id: t`Identificador de la seva empresa`,
    id: t`Identificador`,
  };
  const put = (at: number, target: string | undefined) => onChange(mapping.map((one, index) => (index === at ? target : one)));
  const samples = (at: number) => [...new Set(rows.map((row) => row[at]?.trim()).filter((cell) => cell))].slice(0, SHOWN).join(' · ');
  return (
    <TableFrame>
      <Table
        label={t`Columnes del fitxer`}
        rows={columns.map((name, at) => ({ name, at }))}
        keyOf={({ at }) => at}
        columns={[
          { title: t`Columna`, cell: ({ name }) => <strong>{name || '–'}</strong> },
          { title: t`Exemples`, cell: ({ at }) => <span className="quiet">{samples(at) || '–'}</span> },
          {
            title: t`S’importa com a`,
            cell: ({ name, at }) => {
              const target = mapping[at];
              const isOwn = target?.startsWith(CUSTOM) ?? false;
              const isOther = target !== undefined && !isOwn && !(target in names);
              return (
                <span className={styles.target}>
                  <select
                    aria-label={t`Què és «${name}»`}
                    value={target === undefined ? '' : isOwn ? OWN : target}
                    onChange={({ target: { value } }) => put(at, value === OWN ? `${CUSTOM}${name}` : value || undefined)}
                  >
                    <option value="">{t`No s’importa`}</option>
                    {TARGETS.map((one) => (
                      <option key={one} value={one}>
                        {names[one]}
                      </option>
                    ))}
                    {isOther && <option value={target}>{target}</option>}
                    <option value={OWN}>{t`Camp propi`}</option>
                  </select>
                  {isOwn && (
                    <input
                      aria-label={t`Nom del camp propi de «${name}»`}
                      value={target?.slice(CUSTOM.length)}
                      onChange={(event) => put(at, `${CUSTOM}${event.target.value}`)}
                    />
                  )}
                </span>
              );
            },
          },
        ]}
      />
    </TableFrame>
  );
}
