using Tsumugi.Formats.Xet;

namespace Tsumugi.Formats.Tests.Xet;

public sealed class Blake3Tests
{
    /// <summary>Key and input pattern are those of the official test vectors; lengths lie around every edge of block, leaf, lane and tree.</summary>
    [Theory]
    [InlineData(0, "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26")]
    [InlineData(1, "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b")]
    [InlineData(63, "bb1eb5d4afa793c1ebdd9fb08def6c36d10096986ae0cfe148cd101170ce37ae")]
    [InlineData(64, "ba8ced36f327700d213f120b1a207a3b8c04330528586f414d09f2f7d9ccb7e6")]
    [InlineData(65, "c0a4edefa2d2accb9277c371ac12fcdbb52988a86edc54f0716e1591b4326e72")]
    [InlineData(1023, "c951ecdf03288d0fcc96ee3413563d8a6d3589547f2c2fb36d9786470f1b9d6e")]
    [InlineData(1024, "75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4")]
    [InlineData(1025, "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69")]
    [InlineData(2048, "879cf1fa2ea0e79126cb1063617a05b6ad9d0b696d0d757cf053439f60a99dd1")]
    [InlineData(2049, "9f29700902f7c86e514ddc4df1e3049f258b2472b6dd5267f61bf13983b78dd5")]
    [InlineData(3072, "044a0e7b172a312dc02a4c9a818c036ffa2776368d7f528268d2e6b5df191770")]
    [InlineData(5120, "2c493e48e9b9bf31e0553a22b23503c0a3388f035cece68eb438d22fa1943e20")]
    [InlineData(8192, "dc9637c8845a770b4cbf76b8daec0eebf7dc2eac11498517f08d44c8fc00d58a")]
    [InlineData(8193, "954a2a75420c8d6547e3ba5b98d963e6fa6491addc8c023189cc519821b4a1f5")]
    [InlineData(16384, "9e9fc4eb7cf081ea7c47d1807790ed211bfec56aa25bb7037784c13c4b707b0d")]
    [InlineData(31744, "efa53b389ab67c593dba624d898d0f7353ab99e4ac9d42302ee64cbf9939a419")]
    [InlineData(65536, "160fb7538a11d83b9b311825a6baef08484d6aabb8276900a1fb08648085cca2")]
    [InlineData(102400, "1c35d1a5811083fd7119f5d5d1ba027b4d01c0c6c49fb6ff2cf75393ea5db4a7")]
    [InlineData(131072, "def66234dd1a614a994a3dbe7bbc8edf9bbc3fae90222334c8a77320f94d3fe8")]
    [InlineData(131073, "a904833ff34d5679c332d6c30378bf7b4b4321f8fea0fa3ef87551ba2240f512")]
    [InlineData(1000003, "12e896023829e13786226a34e17813060e63e1f26bb4e79f20ded54c70928502")]
    public void Keyed_hash_is_that_of_other_programs(int length, string expected)
    {
        var data = new byte[length];
        for (var i = 0; i < length; i++)
            data[i] = (byte)(i % 251);
        var hash = new byte[Blake3.HashBytes];
        Blake3.Keyed("whats the Elvish word for friend"u8, data, hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }
}
