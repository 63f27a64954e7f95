// Made by web/contract/generate.mjs from the server's /openapi.json; tests/journeys/test_contract.py holds it against a running server.
export interface paths {
    "/places.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suggests places for what somebody types, or gives the known address nearest to a point.
         * @description Takes query: q, lat, long.
         */
        get: {
            parameters: {
                query?: {
                    q?: string;
                    lat?: string;
                    long?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description JSON object: places */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Places"];
                    };
                };
                /** @description what is wrong, and what would be taken */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Place: {
            /** @description as people write it: "118 Quay Street" */
            label: string;
            lat: number;
            long: number;
        };
        Places: {
            /** @description best first */
            places: components["schemas"]["Place"][];
        };
        /** @description RFC 9457 */
        Problem: {
            type?: string;
            title: string;
            status: number;
            detail?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
