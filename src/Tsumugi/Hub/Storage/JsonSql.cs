namespace Tsumugi.Hub.Storage;

/// <summary>What queries may ask of JSON that is stored as text.</summary>
public static class JsonSql
{
    /// <param name="path">For example <c>$.uses</c>.</param>
    /// <returns>Null when there is nothing at the path.</returns>
    /// <exception cref="NotSupportedException">Outside queries: the database computes it.</exception>
    public static int? Number(string json, string path) => throw new NotSupportedException("Only within a query.");
}
