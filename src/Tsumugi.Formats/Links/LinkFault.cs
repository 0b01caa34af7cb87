namespace Tsumugi.Formats.Links;

internal static class LinkFault
{
    /// <summary>A store of links that is not as it was written.</summary>
    public static InvalidFileException Damaged(string file, string field, string problem, long? at = null) => new(new()
    {
        File = file,
        Byte = at,
        Field = field,
        Problem = problem,
        Remedy = "Delete the store; it is built again from the dataset.",
    });
}
