using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>The named tensors of a model as its makers stored them, in one file or several.</summary>
/// <remarks>Not for readers in parallel.</remarks>
public interface IParameterSource : IDisposable
{
    /// <summary>The file's name, for messages.</summary>
    string Name { get; }

    IReadOnlyDictionary<string, StoredParameter> Parameters { get; }

    /// <summary>Writes the elements as they are stored, row-major, little-endian, whole ones at a time.</summary>
    void CopyTo(string parameter, Stream destination);
}

/// <param name="Shape">Empty for a scalar.</param>
public sealed record StoredParameter(TensorType Type, long[] Shape);
