/** The gallery of definitions, docs/gallery, with names and sentences in the reader's language. */
import { useLingui } from '@lingui/react/macro';
import type { Language } from '~/app/language';
import { translated, type Words } from './logic/gallery-words';
import type { TriggerType } from './words';

type Definition = Record<string, unknown>;

// Each a chunk of its own: only the one that is chosen is loaded.
const FILES = import.meta.glob<{ default: Definition }>('../../../../docs/gallery/*.json');
const EXAMPLE = import.meta.glob<{ default: { request: { data: Definition } } }>('../../../../docs/examples/workflows/create.json');

const WORDS = import.meta.glob<{ default: Words }>('./gallery/*.json');

const NAMES = Object.keys(FILES).map((path) => path.replace(/^.*\/|\.json$/g, ''));

export const EMPTY: Definition = {
  name: '',
  description: '',
  trigger_type: 'manual',
  steps: [{ id: 'dades', name: 'Prepara les dades', type: 'set', input: { text: 'Hola, {{ input.name }}' } }],
};

/** Return the definition of a template, with what it says in a language; undefined for a name that there is not. */
export async function templateOf(name: string, inLanguage: Language): Promise<Definition | undefined> {
  if (name === 'new-company') {
    const read = Object.values(EXAMPLE)[0];
    return read && (await read()).default.request.data;
  }
  const [read, words] = [FILES[`../../../../docs/gallery/${name}.json`], WORDS[`./gallery/${inLanguage}.json`]];
  return read && words && (translated((await read()).default, (await words()).default, inLanguage) as Definition);
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
    'appointment-reminder': [t`Recordatori de cites`, t`Recorda cada cita per WhatsApp un dia abans: un no l’anul·la, i si ningú no respon obre un cas.`, 'event'],
    'campaign': [t`Campanya`, t`Escriu a tots els contactes d’una etiqueta, de dos en dos per segon, i marca a qui s’ha escrit.`, 'api'],
    'front-desk': [t`Recepció`, t`Respon qui t’escriu amb un agent que coneix els teus papers; hi continua una persona quan no n’està segur.`, 'event'],
    'message-to-case': [t`De missatge a cas`, t`Posa el que escriu un client al seu cas obert, o n’obre un; fora d’hores diu quan respondràs.`, 'event'],
    'month-end': [t`Tancament del mes`, t`L’últim dia feiner del mes fa una llista, en un cas, dels esborranys per emetre i de les factures per pagar.`, 'cron'],
    'new-employee': [t`Persona nova a l’equip`, t`Prepara el primer dia: la cita, l’ordinador que algú aprova i la benvinguda; després espera la documentació.`, 'api'],
    'overdue-notice': [t`Avís de factura vençuda`, t`Avisa el client així que una factura venç, i obre un cas si al cap d’una setmana no s’ha cobrat.`, 'event'],
    'overdue-reminders': [t`Recordatoris de factures vençudes`, t`El primer dilluns del mes torna a enviar les factures vençudes; passats trenta dies n’obre un cas.`, 'cron'],
    'receipt-approval': [t`Aprovació de tiquets`, t`Demana al propietari per correu que aprovi cada despesa entrada sense comptabilitzar, com la d’una foto, i la comptabilitza.`, 'event'],
    'sales-digest': [t`Resum de vendes`, t`Cada dilluns envia un correu amb el que es va facturar, el que queda per cobrar i els cinc clients més grans.`, 'cron'],
    'sheet-export': [t`Exportació a un full de càlcul`, t`Cada nit afegeix les factures del dia a un full, amb l’eina d’un servidor MCP connectat.`, 'cron'],
    'sorted-documents': [t`Documents endreçats`, t`Classifica cada document, llegeix factures i tiquets, i obre un cas del que ningú no reconeix.`, 'event'],
    'stripe-payment': [t`Cobrament per Stripe`, t`Marca com a cobrada la factura que diu un pagament de Stripe, una vegada per a cada avís.`, 'inbound'],
    'supplier-invoice': [t`Factura d’un proveïdor per correu`, t`Llegeix el PDF d’un correu, fa aprovar el que passa de 500 €, l’entra com a rebuda i obre un cas.`, 'event'],
    'two-approvers': [t`Aprovació de dues persones`, t`El compte bancari nou d’un proveïdor l’aproven dues persones en dos dies; si no, es queda com era.`, 'api'],
    'web-lead': [t`Consulta del web`, t`Desa el contacte, un agent el puntua, el reparteix entre els comercials i avisa per WhatsApp si és bo.`, 'inbound'],
    'worker-pool': [t`Cua de feines`, t`Passa cada element a un altre flux, que n’executa dos alhora i posa la resta en cua.`, 'api'],
  };
  const known = Object.keys(words).filter((name) => name === 'new-company' || NAMES.includes(name));
  const others = NAMES.filter((name) => !(name in words));
  return [...known, ...others].map((name) => {
    const [title, about, trigger] = words[name] ?? [name, '', 'api'];
    return { name, title, about, trigger };
  });
}
