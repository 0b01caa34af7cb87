namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>A name that a pickle fetches from the reader's Python.</summary>
/// <param name="Place">Where it is fetched first.</param>
public sealed record PickleImport(string Module, string Name, ImportClass Class, Place Place)
{
    public string FullName => $"{Module}.{Name}";
}

public enum ImportClass
{
    /// <summary>Known to build data only.</summary>
    Innocent,

    /// <summary>Neither known to be harmless nor to be harmful.</summary>
    Unknown,

    /// <summary>Gives whoever wrote the file the reader's machine.</summary>
    Dangerous,
}
