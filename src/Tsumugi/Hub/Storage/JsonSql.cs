namespace Tsumugi.Hub.Storage;

/// <summary>What queries may ask of JSON that is stored as text.</summary>
public static class JsonSql
{
    /// <param name="path">For example <c>$.uses</c>.</param>
    /// <returns>Null when there is nothing at the path.</returns>
    /// <exception cref="NotSupportedException">Outside queries: the database computes it.</exception>
    public static int? Number(string json, string path) => throw new NotSupportedException("Only within a query.");

    /// <param name="path">For example <c>$.name</c>, or <c>$.tags."a key"</c>.</param>
    /// <returns>A text as it is, anything else as JSON; null when there is nothing at the path.</returns>
    /// <exception cref="NotSupportedException">Outside queries: the database computes it.</exception>
    public static string? Text(string json, string path) => throw new NotSupportedException("Only within a query.");
}
