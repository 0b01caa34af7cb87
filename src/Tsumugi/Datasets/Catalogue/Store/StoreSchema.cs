namespace Tsumugi.Datasets.Catalogue.Store;

internal static class StoreSchema
{
    /// <summary>Counted up whenever a store of before cannot be read as it is.</summary>
    public const string Version = "1";

    /// <remarks>
    /// <c>place</c> holds what every found record is looked at for, a few dozen bytes each, so that thousands are read from few pages.
    /// Facets and scopes stand in the index as words of their own (<c>keys</c>): a rare one narrows a common word down while the lists are walked.
    /// </remarks>
    public const string Sql = """
        CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE record (
            number INTEGER PRIMARY KEY, node TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, title_ja TEXT NOT NULL, title_en TEXT NOT NULL, excerpt TEXT NOT NULL);
        CREATE TABLE place (number INTEGER PRIMARY KEY, recency INTEGER NOT NULL, facets BLOB NOT NULL);
        CREATE TABLE facet (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value));
        CREATE VIRTUAL TABLE found USING fts5 (title, body, keys, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
        """;
}
