using Tsumugi.Hub.Language;

namespace Tsumugi.Hub;

/// <summary>A request that the hub understood and does not carry out: what, why and how to mend it.</summary>
/// <param name="Code">Stable word for programs, for example <c>name-taken</c>.</param>
/// <param name="Status">HTTP status that the outside sees.</param>
public sealed record Refusal(string Code, int Status, Words Reason, Words Remedy)
{
    /// <summary>What each field was refused for, when the request was a form: field → reason.</summary>
    public IReadOnlyDictionary<string, Words> Fields { get; init; } = new Dictionary<string, Words>();

    /// <summary>Whole seconds after which the same request may do; null when time alone mends nothing.</summary>
    public int? RetryAfter { get; init; }

    /// <returns>What the field was refused for, or null.</returns>
    public Words? Fault(string field) => Fields.TryGetValue(field, out var reason) ? reason : null;

    public static Refusal Invalid(string code, Words reason, Words remedy) => new(code, 400, reason, remedy);

    public static Refusal NotFound(Words reason, Words remedy) => new("not-found", 404, reason, remedy);

    public static Refusal Conflict(string code, Words reason, Words remedy) => new(code, 409, reason, remedy);
}

/// <summary>Either what was asked for, or the refusal.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    internal Outcome(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public bool Refused => Refusal is not null;

    /// <exception cref="InvalidOperationException">When it was refused.</exception>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal.Code}");

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public Outcome<TOther> Then<TOther>(Func<T, Outcome<TOther>> next) => Refusal is null ? next(_value!) : Refusal;
}

public static class Outcome
{
    /// <summary>For interfaces, which the language does not convert by itself.</summary>
    public static Outcome<T> Of<T>(T value) => new(value, null);
}
