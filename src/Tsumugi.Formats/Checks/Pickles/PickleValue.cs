namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>What the walk knows of a value on the stack; what it need not know is <see cref="Opaque"/>.</summary>
internal abstract record PickleValue
{
    public static readonly PickleValue Mark = new Sign("mark");
    public static readonly PickleValue Opaque = new Sign("opaque");

    /// <summary>A joblib array before its state: after its BUILD raw numbers follow in the file.</summary>
    public static readonly PickleValue JoblibArray = new Sign("joblib array");

    private sealed record Sign(string Word) : PickleValue;
}

internal sealed record PickleString(string Text) : PickleValue;

internal sealed record PickleCallable(string Module, string Name, ImportClass Class) : PickleValue;
