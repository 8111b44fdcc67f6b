#include <libxml/HTMLtree.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlsave.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlwriter.h>

// `xmlFree` is a global function pointer, which Swift 6 rejects as shared mutable state.
static inline void threadbare_xml_free(void *pointer) { xmlFree(pointer); }
