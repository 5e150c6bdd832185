import table from './operations.json';

/** A field of a request. `kind` is string, integer, number, decimal, boolean, date, date-time, a list of these, or json. */
export interface Field {
	name: string;
	parameter: string;
	title: string;
	kind: string;
	about: string;
	required?: boolean;
	nullable?: boolean;
	long?: boolean;
	list?: boolean;
	text?: boolean;
	choices?: Array<{ name: string; value: string | number }>;
	default?: unknown;
	example?: string;
	minimum?: number;
	maximum?: number;
}

/** Where the rows of a list are, and how its next page is asked for: by number, or by a cursor of the answer. */
export interface Listing {
	items: string;
	by: string;
	cursor?: string;
	size: string;
	most: number;
}

/** An operation of the API. */
export interface Action {
	name: string;
	path: string;
	title: string;
	about: string;
	changes?: boolean;
	listing?: Listing;
	upload?: string;
	encoded?: string[];
	links?: string[];
	fields: Field[];
}

export interface Resource {
	name: string;
	title: string;
	about: string;
	actions: Action[];
}

export interface Event {
	name: string;
	title: string;
	about: string;
}

export const RESOURCES: Resource[] = table.resources;

export const EVENTS: Event[] = table.events;
