using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Torch;

/// <summary>Writes the tensors of a checkpoint of PyTorch as safetensors, bit for bit.</summary>
public static class TorchToSafetensors
{
    /// <summary>Tied tensors are written once, under the first of their names; the metadata name the others, as Hugging Face's libraries do.</summary>
    /// <remarks>Memory does not grow with the tensors. Source of the metadata: safetensors, bindings/python/py_src/safetensors/torch.py.</remarks>
    /// <exception cref="InvalidFileException">The checkpoint has no tensor.</exception>
    public static void Write(TorchFile checkpoint, string name, string path)
    {
        if (checkpoint.Tensors.Count == 0)
            throw TorchFault.At(name, null, "data.pkl", "It holds no tensor.");
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        var written = new List<TorchTensor>();
        foreach (var tensors in checkpoint.Tensors.Values.GroupBy(tensor => (tensor.Storage, tensor.Offset)))
        {
            var distinct = new List<TorchTensor>();
            foreach (var tensor in tensors)
            {
                if (distinct.Find(tensor.IsTiedTo) is { } same)
                    metadata.TryAdd(tensor.Name, same.Name);
                else
                    distinct.Add(tensor);
            }

            written.AddRange(distinct);
        }

        SafetensorsWriter.Write(path, metadata, written.Select(tensor => new TensorSource(
            tensor.Name, tensor.Type, tensor.Shape, tensor.ByteLength, file => checkpoint.CopyTo(tensor, file))));
    }
}
