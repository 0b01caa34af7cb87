using Tsumugi.Client.Inference;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>A family of models that can be asked: what it reads, what it gives, and how a batch is computed.</summary>
internal interface IServedModel
{
    /// <summary>What the protocol calls the platform.</summary>
    string Platform { get; }

    /// <summary>One for each modality, named by it; texts, so that nobody needs the tokenizer.</summary>
    IReadOnlyList<string> Inputs { get; }

    IReadOnlyList<ServedOutput> Outputs { get; }

    /// <exception cref="Torch.Tokens.UnreadableItemException">When the text is nothing of this modality.</exception>
    ServedItem Read(string input, string text);

    /// <summary>Called from one thread.</summary>
    /// <param name="batch">Items of any inputs, with the outputs that are wanted of each.</param>
    /// <returns>For each item its outputs' values, row after row.</returns>
    IReadOnlyList<IReadOnlyDictionary<string, float[]>> Run(IReadOnlyList<Ask> batch);
}

/// <summary>An output of one input: <c>protein.embedding</c>.</summary>
/// <param name="Width">Numbers in a row; 0 for one number without a side of its own.</param>
/// <param name="PerPosition">A row for each position of an item rather than one for the item; rows of all items follow each other.</param>
internal sealed record ServedOutput(string Input, string What, int Width, bool PerPosition)
{
    public string Name => $"{Input}.{What}";

    public TensorMetadata Metadata => new(Name, Datatype.F32.Name, Width > 0 ? [-1, Width] : [-1]);
}

/// <summary>One item as its model reads it.</summary>
/// <param name="Tokens">What it costs.</param>
/// <param name="Positions">Rows that it has in an output by position.</param>
internal abstract record ServedItem(string Input, int Tokens, int Positions);

/// <param name="Outputs">Names of the outputs that are wanted.</param>
internal sealed record Ask(ServedItem Item, IReadOnlySet<string> Outputs);
