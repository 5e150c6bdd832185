/** The gallery of definitions, docs/gallery, with names and sentences in the reader's language. */
import { useLingui } from '@lingui/react/macro';
import type { TriggerType } from './words';

type Definition = Record<string, unknown>;

// Each a chunk of its own: only the one that is chosen is loaded.
const FILES = import.meta.glob<{ default: Definition }>('../../../../docs/gallery/*.json');
const EXAMPLE = import.meta.glob<{ default: { request: { data: Definition } } }>('../../../../docs/examples/workflows/create.json');

const NAMES = Object.keys(FILES).map((path) => path.replace(/^.*\/|\.json$/g, ''));

export const EMPTY: Definition = {
  name: '',
  description: '',
  trigger_type: 'manual',
  steps: [{ id: 'dades', name: 'Prepara les dades', type: 'set', input: { text: 'Hola, {{ input.name }}' } }],
};

/** Return the definition of a template; undefined for a name that there is not. */
export async function templateOf(name: string): Promise<Definition | undefined> {
  if (name === 'new-company') {
    const read = Object.values(EXAMPLE)[0];
    return read && (await read()).default.request.data;
  }
  const read = FILES[`../../../../docs/gallery/${name}.json`];
  return read && (await read()).default;
}

interface Template {
  name: string;
  title: string;
  about: string;
  trigger: TriggerType;
}

/** The templates that there are; one that has no words here yet is named as its file. */
export function useTemplates(): Template[] {
  const { t } = useLingui();
  const words: Record<string, [title: string, about: string, trigger: TriggerType]> = {
    'expense-approval': [t`Aprovació de despeses`, t`Demana a un administrador que aprovi una despesa i, si ningú no decideix en dos dies, al propietari.`, 'api'],
    'new-company': [t`Empresa nova`, t`Avisa l’equip cada vegada que es crea una empresa.`, 'event'],
    'lead-form': [t`Formulari del web`, t`Crea un contacte amb cada formulari que arriba a un URL.`, 'inbound'],
    'onboarding': [t`Alta d’un client`, t`Dona la benvinguda a cada empresa nova i, tres dies feiners després, pregunta si necessita ajuda.`, 'event'],
    'lead-routing': [t`Repartiment de contactes`, t`Puntua cada consulta, la dona al comercial de la seva província i l’avisa.`, 'api'],
    'weekly-digest': [t`Resum setmanal`, t`Cada dilluns envia a cadascú un correu amb les tasques que ha tancat.`, 'cron'],
    'nightly-sync': [t`Sincronització nocturna`, t`Cada nit llegeix tots els clients d’un altre sistema i en crea o canvia els contactes.`, 'cron'],
    'dunning': [t`Reclamació de factures`, t`Recorda una factura vençuda als 3, 15 i 30 dies, fins que es cobra.`, 'api'],
    'payment-or-reminder': [t`Cobrament o recordatori`, t`Envia l’enllaç d’una factura, espera dues setmanes que es pagui i, si no, la recorda.`, 'api'],
    'invoice-total': [t`Total d’una factura`, t`Calcula bases, impostos i total amb decimals exactes.`, 'api'],
    'order-saga': [t`Comanda amb marxa enrere`, t`Reserva, cobra i envia; si res falla, desfà el que s’havia fet.`, 'api'],
    'expense-approval-by-link': [t`Aprovació per un enllaç`, t`Fa aprovar una despesa amb un enllaç d’un correu.`, 'api'],
    'llm-answer': [t`Contactes amb un model de llenguatge`, t`Pregunta a un model si un correu és una consulta i, si n’està segur, desa el contacte.`, 'api'],
    'worker-pool': [t`Cua de feines`, t`Passa cada element a un altre flux, que n’executa dos alhora i posa la resta en cua.`, 'api'],
  };
  const known = Object.keys(words).filter((name) => name === 'new-company' || NAMES.includes(name));
  const others = NAMES.filter((name) => !(name in words));
  return [...known, ...others].map((name) => {
    const [title, about, trigger] = words[name] ?? [name, '', 'api'];
    return { name, title, about, trigger };
  });
}
